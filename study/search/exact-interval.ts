const HALVINGS = 60

/**
 * The exact interval of a share from a count (Clopper and Pearson 1934).
 * @param count of successes among `of` trials
 */
export function exactInterval(
  count: number,
  of: number,
  level = 0.95,
): readonly [low: number, high: number] {
  const tail = (1 - level) / 2
  const low = count === 0 ? 0 : shareAt((share) => 1 - atMost(count - 1, of, share) > tail)
  const high = count === of ? 1 : shareAt((share) => atMost(count, of, share) < tail)
  return [low, high]
}

/** The least share of which something holds that holds of all greater ones. */
function shareAt(holds: (share: number) => boolean): number {
  let [low, high] = [0, 1]
  for (let at = 0; at < HALVINGS; at++) {
    const middle = (low + high) / 2
    if (holds(middle)) high = middle
    else low = middle
  }
  return (low + high) / 2
}

/** Probability of at most so many successes; in logarithms, since powers of many trials vanish. */
function atMost(count: number, of: number, share: number): number {
  let log = of * Math.log1p(-share)
  let sum = Math.exp(log)
  for (let at = 1; at <= count; at++) {
    log += Math.log((of - at + 1) / at) + Math.log(share) - Math.log1p(-share)
    sum += Math.exp(log)
  }
  return sum
}
