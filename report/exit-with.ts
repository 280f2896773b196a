/** Ends a command line with the exit code that it comes to; with 1 and the reason where it fails. */
export function exitWith(command: Promise<number>): void {
  command.then(
    (code) => {
      process.exitCode = code
    },
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
      process.exitCode = 1
    },
  )
}
