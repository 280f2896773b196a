import { naturalLogarithm } from './portable-math.ts'
import { fnv1a, mix } from './random-hash.ts'

function quotient(x: number, above: readonly number[], below: readonly number[]): number {
  let numerator = 0
  let denominator = 0
  for (const coefficient of above) numerator = numerator * x + coefficient
  for (const coefficient of below) denominator = denominator * x + coefficient
  return numerator / denominator
}

// The paper's coefficients as the doubles they are; highest power first.
const CENTRE = [
  [
    2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946,
    1971.5909503065513, 133.14166789178438, 3.3871328727963665,
  ],
  [
    5226.495278852546, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751,
    687.1870074920579, 42.31333070160091, 1,
  ],
] as const
const TAIL = [
  [
    0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684,
    3.6478483247632045, 5.769497221460691, 4.630337846156546, 1.4234371107496835,
  ],
  [
    1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008,
    0.6897673349851, 1.6763848301838038, 2.053191626637759, 1,
  ],
] as const

/**
 * The standard normal quantile, to about 16 digits: Wichura's algorithm AS 241 (PPND16), Applied
 * Statistics 37 (1988), 477-484. The same bits on every machine.
 * @param p at least 2^-33 away from 0 and from 1; the paper's farthest tail is left out
 */
export function normalQuantile(p: number): number {
  const fromCentre = p - 0.5
  if (Math.abs(fromCentre) <= 0.425) {
    return fromCentre * quotient(0.180625 - fromCentre * fromCentre, ...CENTRE)
  }
  const r = Math.sqrt(-naturalLogarithm(fromCentre < 0 ? p : 1 - p))
  const distance = quotient(r - 1.6, ...TAIL)
  return fromCentre < 0 ? -distance : distance
}

/**
 * Standard normal numbers, one an architecture: a function of seed, instance, epochs, measure and
 * architecture alone, so neither the order nor the company of a batch changes it, on any machine.
 *
 * The hash of `randomRun`, with FNV-1a of the measure's name mixed in before the architecture id,
 * gives h; the number is the normal quantile of (h + 1/2) / 2^32.
 */
export function randomNormal(
  seed: number,
  problem: { readonly instance: string; readonly epochs: number; readonly measure: string },
): (architectureId: number) => number {
  const common = mix(mix(mix(fnv1a(problem.instance)) ^ seed) ^ problem.epochs)
  const key = mix(common ^ fnv1a(problem.measure))
  return (architectureId) => normalQuantile((mix(key ^ mix(architectureId)) + 0.5) / 2 ** 32)
}
