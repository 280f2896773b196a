import { fnv1a, mix } from './random-hash.ts'

/**
 * Picks one run of an architecture at random: a function of seed, instance, epochs and architecture
 * alone, so neither the order nor the company of a batch changes it, on any machine.
 *
 * FNV-1a over the instance's UTF-16 units, then seed, epochs and architecture id each mixed in by
 * MurmurHash3's 32-bit finalizer; the run is floor(hash · runs / 2^32).
 */
export function randomRun(
  seed: number,
  problem: { readonly instance: string; readonly epochs: number },
): (architectureId: number, runs: number) => number {
  const key = mix(mix(mix(fnv1a(problem.instance)) ^ seed) ^ problem.epochs)
  return (architectureId, runs) => Math.floor((mix(key ^ mix(architectureId)) / 2 ** 32) * runs)
}
