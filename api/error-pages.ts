import { readFileSync } from 'node:fs'
import { ERROR_CODES, type ErrorCode } from './errors.ts'

/** The pages that a problem's `type` leads to: one Markdown text an error code. */
export function errorPages(): ReadonlyMap<ErrorCode, string> {
  const folder = new URL('../docs/errors/', import.meta.url)
  return new Map(
    ERROR_CODES.map((code) => [code, readFileSync(new URL(`${code}.md`, folder), 'utf8')]),
  )
}
