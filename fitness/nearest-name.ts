/** Words of a name in lower case: `latencyMs`, `latency_ms` and `latency-ms` have the same. */
function wordsOf(name: string): string[] {
  const spaced = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase()
  return spaced.split(/[^a-z0-9]+/).filter((word) => word !== '')
}

/** Levenshtein distance; with two rows of its table. */
function editsBetween(from: string, to: string): number {
  let before = Array.from({ length: to.length + 1 }, (_, at) => at)
  for (let row = 1; row <= from.length; row++) {
    const now = [row]
    for (let at = 1; at <= to.length; at++) {
      const replaced = (before[at - 1] as number) + (from[row - 1] === to[at - 1] ? 0 : 1)
      now.push(Math.min(replaced, (before[at] as number) + 1, (now[at - 1] as number) + 1))
    }
    before = now
  }
  return before[to.length] as number
}

const LENGTH_MAX = 80

/**
 * The known name that was probably meant: the one with the fewest edits, where these are at most a third of
 * its letters or it has all of the two or more words given. Else the only one that begins with the given
 * one. The order of words and their case do not count.
 */
export function nearestName(given: string, known: readonly string[]): string | undefined {
  if (given.length > LENGTH_MAX) return undefined
  const [words, sorted] = [wordsOf(given), wordsOf(given).sort()]
  const plain = words.join('')
  if (plain === '') return undefined
  let nearest: string | undefined
  let fewest = Number.POSITIVE_INFINITY
  for (const name of known) {
    const own = wordsOf(name)
    const inOrder = editsBetween(plain, own.join(''))
    const edits = Math.min(inOrder, editsBetween(sorted.join(''), own.sort().join('')))
    const hasAll = words.length > 1 && words.every((word) => own.includes(word))
    if (edits < fewest && (hasAll || edits <= Math.max(1, Math.floor(name.length / 3)))) {
      nearest = name
      fewest = edits
    }
  }
  if (nearest !== undefined) return nearest
  const longer = known.filter((name) => wordsOf(name).join('').startsWith(plain))
  return longer.length === 1 ? longer[0] : undefined
}

/** ` Did you mean latencyMs?` after what is wrong with a name; empty where none is near. */
export function didYouMean(given: string, known: readonly string[]): string {
  const nearest = nearestName(given, known)
  return nearest === undefined ? '' : ` Did you mean ${nearest}?`
}
