import { runReleaseCommand } from './command.ts'

// The command line's own settings; the service reads the same variables in api/config.ts.
const { DATABASE_URL, DATA_FOLDER } = process.env

runReleaseCommand(process.argv.slice(2), {
  databaseUrl: DATABASE_URL || null,
  dataFolder: DATA_FOLDER || './data',
  output: process.stdout,
}).then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  },
)
