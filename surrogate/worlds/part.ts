import { decay, type decayTable } from './decay.ts'
import { panelProducts } from './panels.ts'
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
  /** Coordinates of the distinct rows that processes are conditioned on, in panels. */
  readonly anchors: Float64Array
  /** Squared, of each row of the panels. */
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
  /** Turns by coordinate: FREQUENCIES rows in panels. */
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

/** The inner product of two vectors whose length is a multiple of 4, in four sums side by side. */
export function sumOfProducts(left: Float64Array, right: Float64Array): number {
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  for (let k = 0; k < left.length; k += 4) {
    a += (left[k] as number) * (right[k] as number)
    b += (left[k + 1] as number) * (right[k + 1] as number)
    c += (left[k + 2] as number) * (right[k + 2] as number)
    d += (left[k + 3] as number) * (right[k + 3] as number)
  }
  return a + b + (c + d)
}

/** Turns squared distances into covariances for an amplitude of 1. */
export function writeCovariances(
  { shape, scale }: PartKernel,
  distances: Float64Array,
  { decays, out }: { readonly decays: Float64Array; readonly out: Float64Array },
): void {
  const square = scale * scale
  if (shape === 'gaussian') {
    // Four at a time take half of the time: the processor works on them side by side.
    for (let at = 0; at < distances.length; at += 4) {
      out[at] = decay(decays, square * (distances[at] as number))
      out[at + 1] = decay(decays, square * (distances[at + 1] as number))
      out[at + 2] = decay(decays, square * (distances[at + 2] as number))
      out[at + 3] = decay(decays, square * (distances[at + 3] as number))
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
  panelProducts(anchors, row, out)
  let own = 0
  for (let at = 0; at < row.length; at++) own += (row[at] as number) * (row[at] as number)
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
  panelProducts(draw.frequencies, coordinates, turns)
  if (!isPrior) writeDistances(part, coordinates, distances)
  for (let k = 0; k < part.kernels.length; k++) {
    const kernel = part.kernels[k] as PartKernel
    const members = draw.members[k] as readonly MemberDraw[]
    writeWaves(waveTable, turns, { scale: kernel.scale, out: waves })
    if (!isPrior) writeCovariances(kernel, distances, { decays, out: covariances })
    for (let at = 0; at < members.length; at++) {
      const member = members[at] as MemberDraw
      const { measure } = kernel.members[at] as PartKernel['members'][number]
      let sum = sumOfProducts(member.waves, waves)
      if (!isPrior) sum += sumOfProducts(member.pulls, covariances)
      sums[measure] = (sums[measure] as number) + sum
    }
  }
}
