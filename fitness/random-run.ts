// The finalizer of MurmurHash3: every input bit changes every output bit about half of the time.
function mix(word: number): number {
  let h = word
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

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
  let key = 0x811c9dc5
  for (let at = 0; at < problem.instance.length; at++) {
    key = Math.imul(key ^ problem.instance.charCodeAt(at), 0x01000193)
  }
  key = mix(mix(mix(key) ^ seed) ^ problem.epochs)
  return (architectureId, runs) => Math.floor((mix(key ^ mix(architectureId)) / 2 ** 32) * runs)
}
