import { messageOf } from '../report/message-of.ts'
import type { Reporter } from '../report/reporter.ts'

/** Handles an error by a line that says what it prevents. */
export function reporting(reporter: Reporter, what: string): (error: unknown) => null {
  return (error) => {
    reporter.info(`${what}: ${messageOf(error)}`)
    return null
  }
}
