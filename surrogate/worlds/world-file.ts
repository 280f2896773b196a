import { z } from 'zod'

/** Format of the file; a file of another format is refused. */
export const WORLDS_FORMAT = 1

/** Numbers in little-endian order, base64. */
const Doubles = z.base64().meta({ description: 'Doubles' })
const Ids = z.array(z.int().min(0))

/** A kernel without the factor of a measure; see `Kernel` in training. */
const WorldKernel = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('additive'),
    /** One of each block of features. */
    amplitudes: Doubles,
    weights: Doubles,
    linearWeights: Doubles,
  }),
  z.strictObject({
    kind: z.literal('product'),
    amplitude: z.number().positive(),
    /** One of each feature. */
    weights: Doubles,
  }),
])
export type WorldKernel = z.infer<typeof WorldKernel>

/** What a process is conditioned on: training rows with their noise, or inducing rows. */
const WorldProcess = z.strictObject({
  kernel: z.int().min(0),
  factor: z.number().positive(),
  /** Architectures, in the order of the matrices. */
  rows: Ids,
  /** Variance of the noise of each row; null where the rows are inducing rows. */
  noises: Doubles.nullable(),
  /** Upper triangle, row by row, of the matrix `uncertain` of the posterior; else null. */
  uncertain: z.base64().nullable(),
})
export type WorldProcess = z.infer<typeof WorldProcess>

const Triple = z.tuple([z.number(), z.number(), z.number()])

const WorldMeasure = z.strictObject({
  measure: z.string().min(1),
  process: z.int().min(0),
  /** By class of distance: the deviation of the process times this is one of the target. */
  scales: Triple,
  /**
   * By class of distance: variance of the true value beyond the process's, in the target's unit;
   * negative where the process's is too large.
   */
  rest: Triple,
})
export type WorldMeasure = z.infer<typeof WorldMeasure>

const WorldBudget = z.strictObject({
  epochs: z.int().min(1),
  /** Coordinates of a feature: (value - offset) × scale. */
  offsets: Doubles,
  scales: Doubles,
  /** In the order of the model's outputs. */
  measures: z.array(WorldMeasure),
  processes: z.array(WorldProcess),
  kernels: z.array(WorldKernel),
})
export type WorldBudget = z.infer<typeof WorldBudget>

/** What worlds are drawn from, beside the predictions of a surrogate and its card. */
export const WorldsFile = z.strictObject({
  format: z.literal(WORLDS_FORMAT),
  instance: z.string().min(1),
  featuresVersion: z.int().min(1),
  budgets: z.array(WorldBudget),
})
export type WorldsFile = z.infer<typeof WorldsFile>

function toBase64(array: Float64Array | Float32Array): string {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}

function bytesOf(text: string): ArrayBuffer {
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at)
  return bytes.buffer
}

export function writeDoubles(values: Float64Array): string {
  return toBase64(values)
}

export function readDoubles(text: string): Float64Array {
  return new Float64Array(bytesOf(text))
}

/** @param matrix of n × n entries, nothing below the diagonal */
export function writeUpper(matrix: Float64Array, n: number): string {
  const packed = new Float32Array((n * (n + 1)) / 2)
  let place = 0
  for (let i = 0; i < n; i++) {
    for (let j = i; j < n; j++) packed[place++] = matrix[i * n + j] as number
  }
  return toBase64(packed)
}

/** The matrix of n × n entries. */
export function readUpper(text: string, n: number): Float64Array {
  const packed = new Float32Array(bytesOf(text))
  const matrix = new Float64Array(n * n)
  let place = 0
  for (let i = 0; i < n; i++) {
    for (let j = i; j < n; j++) matrix[i * n + j] = packed[place++] as number
  }
  return matrix
}
