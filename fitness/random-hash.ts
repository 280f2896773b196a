/** MurmurHash3's 32-bit finalizer: every input bit changes every output bit about half of the time. */
export function mix(word: number): number {
  let h = word
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** 32-bit FNV-1a over the UTF-16 units of a text. */
export function fnv1a(text: string): number {
  let key = 0x811c9dc5
  for (let at = 0; at < text.length; at++) {
    key = Math.imul(key ^ text.charCodeAt(at), 0x01000193)
  }
  return key
}
