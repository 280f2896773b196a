import { decay, type decayTable } from './decay.ts'
import { type WaveTable, writeWaves } from './waves.ts'

/** Frequencies of the random features of a part; a wave of each has a cosine and a sine. */
export const FREQUENCIES = 32

/** One kernel on the coordinates of a part. */
export interface PartKernel {
  readonly shape: 'gaussian' | 'matern52'
  /** Factor of the coordinates of the part. */
  readonly scale: number
  readonly amplitude: number
  /** Places of the measures whose process has this kernel, with the factors of the processes. */
  readonly members: readonly { readonly measure: number; readonly factor: number }[]
}

/** Coordinates that enter a kernel together: a block of features, or all of them. */
export interface Part {
  readonly from: number
  readonly to: number
  /** Factor of each coordinate; null where all are 1. */
  readonly factors: Float64Array | null
  /** Coordinates of the distinct rows that processes are conditioned on: rows × width. */
  readonly anchors: Float64Array
  readonly norms: Float64Array
  readonly kernels: readonly PartKernel[]
}

/** What a world says of a member of a kernel. */
export interface MemberDraw {
  /** Of the cosine and the sine of each frequency. */
  readonly waves: Float64Array
  /** Of the covariance with each anchor, divided by the amplitude. */
  readonly pulls: Float64Array
}

/** What a world says of a part. */
export interface PartDraw {
  /** Turns by coordinate: FREQUENCIES × width. */
  readonly frequencies: Float64Array
  /** By kernel, then by member. */
  readonly members: readonly (readonly MemberDraw[])[]
}

/** Tables, and room for what is computed on the way; one of them serves any number of cells. */
export interface PartScratch {
  readonly decays: ReturnType<typeof decayTable>
  readonly waveTable: WaveTable
  readonly coordinates: Float64Array
  readonly turns: Float64Array
  readonly waves: Float64Array
  readonly distances: Float64Array
  readonly covariances: Float64Array
}

/** The inner products of the rows of a matrix with a vector, in a fixed order of sums. */
export function products(matrix: Float64Array, vector: Float64Array, out: Float64Array): void {
  const width = vector.length
  const even = width - (width % 4)
  for (let row = 0, at = 0; row < out.length; row++) {
    let a = 0
    let b = 0
    let c = 0
    let d = 0
    let k = 0
    for (; k < even; k += 4, at += 4) {
      a += (matrix[at] as number) * (vector[k] as number)
      b += (matrix[at + 1] as number) * (vector[k + 1] as number)
      c += (matrix[at + 2] as number) * (vector[k + 2] as number)
      d += (matrix[at + 3] as number) * (vector[k + 3] as number)
    }
    for (; k < width; k++, at++) a += (matrix[at] as number) * (vector[k] as number)
    out[row] = a + b + (c + d)
  }
}

export function sumOfProducts(left: Float64Array, right: Float64Array, count: number): number {
  let a = 0
  let b = 0
  let k = 0
  for (; k + 1 < count; k += 2) {
    a += (left[k] as number) * (right[k] as number)
    b += (left[k + 1] as number) * (right[k + 1] as number)
  }
  if (k < count) a += (left[k] as number) * (right[k] as number)
  return a + b
}

/** Turns squared distances into covariances for an amplitude of 1. */
export function writeCovariances(
  { shape, scale }: PartKernel,
  distances: Float64Array,
  { decays, out }: { readonly decays: Float64Array; readonly out: Float64Array },
): void {
  const square = scale * scale
  if (shape === 'gaussian') {
    for (let at = 0; at < distances.length; at++) {
      out[at] = decay(decays, square * (distances[at] as number))
    }
    return
  }
  for (let at = 0; at < distances.length; at++) {
    const r = Math.sqrt(5 * square * (distances[at] as number))
    out[at] = (1 + r + (r * r) / 3) * decay(decays, r)
  }
}

/** Squared distances of a row to each anchor; both with the factors of the part. */
export function writeDistances(
  { anchors, norms }: Pick<Part, 'anchors' | 'norms'>,
  row: Float64Array,
  out: Float64Array,
): void {
  products(anchors, row, out)
  const own = sumOfProducts(row, row, row.length)
  for (let at = 0; at < out.length; at++) {
    out[at] = Math.max(0, own + (norms[at] as number) - 2 * (out[at] as number))
  }
}

/** The coordinates of a part with its factors, from those of all features. */
export function writePartRow({ from, factors }: Part, row: Float64Array, out: Float64Array): void {
  for (let at = 0; at < out.length; at++) {
    const value = row[from + at] as number
    out[at] = factors === null ? value : value * (factors[at] as number)
  }
}

interface Evaluated {
  readonly row: Float64Array
  readonly sums: Float64Array
  readonly scratch: PartScratch
  readonly isPrior?: boolean
}

/**
 * Adds to each measure what a part says of one cell.
 * @param row coordinates of all features
 * @param sums one a measure
 * @param isPrior where the world is not conditioned yet, and all pulls are 0
 */
export function addPart(
  part: Part,
  draw: PartDraw,
  { row, sums, scratch, isPrior = false }: Evaluated,
): void {
  const { decays, waveTable, waves } = scratch
  const coordinates = scratch.coordinates.subarray(0, part.to - part.from)
  const distances = scratch.distances.subarray(0, part.norms.length)
  const covariances = scratch.covariances.subarray(0, part.norms.length)
  const { turns } = scratch
  writePartRow(part, row, coordinates)
  products(draw.frequencies, coordinates, turns)
  if (!isPrior) writeDistances(part, coordinates, distances)
  for (let k = 0; k < part.kernels.length; k++) {
    const kernel = part.kernels[k] as PartKernel
    const members = draw.members[k] as readonly MemberDraw[]
    writeWaves(waveTable, turns, { scale: kernel.scale, out: waves })
    if (!isPrior) writeCovariances(kernel, distances, { decays, out: covariances })
    for (let at = 0; at < members.length; at++) {
      const member = members[at] as MemberDraw
      const { measure } = kernel.members[at] as PartKernel['members'][number]
      let sum = sumOfProducts(member.waves, waves, waves.length)
      if (!isPrior) sum += sumOfProducts(member.pulls, covariances, covariances.length)
      sums[measure] = (sums[measure] as number) + sum
    }
  }
}
