const BUCKET_BITS = 19

/**
 * The places of hashes in the order of the hashes. Digests are uniform, so that their first 19 bits
 * part them into buckets of about one: a tenth of the time of a comparison sort.
 * @param hashes 4 big-endian words each
 */
export function hashOrder(hashes: Uint32Array): Uint32Array {
  const count = hashes.length / 4
  const bucketOf = (place: number) => (hashes[place * 4] as number) >>> (32 - BUCKET_BITS)
  const ends = new Uint32Array(1 << BUCKET_BITS)
  for (let place = 0; place < count; place++) {
    const bucket = bucketOf(place)
    ends[bucket] = (ends[bucket] as number) + 1
  }
  let sum = 0
  for (let bucket = 0; bucket < ends.length; bucket++) {
    const size = ends[bucket] as number
    ends[bucket] = sum
    sum += size
  }
  const order = new Uint32Array(count)
  for (let place = 0; place < count; place++) {
    const bucket = bucketOf(place)
    const end = ends[bucket] as number
    order[end] = place
    ends[bucket] = end + 1
  }
  // Only neighbours within a bucket can still be in the wrong order.
  for (let at = 1; at < count; at++) {
    const place = order[at] as number
    let to = at
    for (; to > 0 && isBefore(hashes, place, order[to - 1] as number); to--) {
      order[to] = order[to - 1] as number
    }
    order[to] = place
  }
  return order
}

function isBefore(hashes: Uint32Array, left: number, right: number): boolean {
  for (let word = 0; word < 4; word++) {
    const difference = (hashes[left * 4 + word] as number) - (hashes[right * 4 + word] as number)
    if (difference !== 0) return difference < 0
  }
  return false
}
