import { messageOf } from './message-of.ts'

/** Done; refused or failed; called wrongly. */
export type ExitCode = 0 | 1 | 2

/** Ends a command line with the exit code that it comes to; with 1 and the reason where it fails. */
export function exitWith(command: Promise<number>): void {
  command.then(
    (code) => {
      process.exitCode = code
    },
    (error: unknown) => {
      process.stderr.write(`${messageOf(error)}\n`)
      process.exitCode = 1
    },
  )
}
