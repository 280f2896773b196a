/**
 * The integers from 0 to size - 1 in random order (Fisher and Yates).
 * @param upTo draws an integer from 0 to its argument, each equally likely
 */
export function shuffled(upTo: (most: number) => number, size: number): Int32Array {
  const order = Int32Array.from({ length: size }, (_, at) => at)
  for (let at = size - 1; at > 0; at--) {
    const other = upTo(at)
    const moved = order[at] as number
    order[at] = order[other] as number
    order[other] = moved
  }
  return order
}
