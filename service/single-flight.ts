/** Those who ask while an answer is on its way get that one, so that a crowd asks once. */
export function singleFlight<T>(question: () => Promise<T>): () => Promise<T> {
  let flight: Promise<T> | null = null
  return () => {
    flight ??= question().finally(() => {
      flight = null
    })
    return flight
  }
}
