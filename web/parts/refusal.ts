// Of this moment and this client: no page is to keep what they say.
const PASSING: readonly unknown[] = [429, 499]

/**
 * What an `ApiError` says of what was asked, for a page that shows the rest of its answers.
 * @throws the error itself where it says nothing of that: whatever went wrong inside, and what only
 * this client was refused
 */
export function refusal(error: unknown): string {
  if (!(error instanceof Error) || !('detail' in error && 'status' in error)) throw error
  if (PASSING.includes(error.status)) throw error
  return String(error.detail)
}
