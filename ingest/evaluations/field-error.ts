/** A field that breaks a rule; becomes the reason of a rejected row. */
export class FieldError extends Error {
  override readonly name = 'FieldError'
}

/** A value as it was written, cut where it is long. */
export function printed(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
