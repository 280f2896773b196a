/** A function that does its work once a key; what failed is tried again when it is asked for again. */
export function memoized<Key, Result>(
  work: (key: Key) => Promise<Result>,
): (key: Key) => Promise<Result> {
  const done = new Map<Key, Promise<Result>>()
  return (key) => {
    const known = done.get(key)
    if (known !== undefined) return known
    const result = work(key)
    done.set(key, result)
    result.catch(() => done.delete(key))
    return result
  }
}
