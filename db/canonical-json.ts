import { createHash } from 'node:crypto'

/**
 * JSON with sorted keys and no white space: equal values have equal texts on every machine.
 * Properties that are undefined are left out.
 * @throws Error where a value has no JSON form (NaN, a function)
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
    return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`).join(',')}}`
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new Error(`${value} has no JSON form; use null for what is missing`)
  }
  const text = JSON.stringify(value)
  if (text === undefined) throw new Error(`A ${typeof value} has no JSON form`)
  return text
}

/** sha256 as 64 lower-case hexadecimal digits. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
