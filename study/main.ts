import { exitWith } from '../report/exit-with.ts'
import { createReporter } from '../report/reporter.ts'
import { runStudyCommand } from './command.ts'

// The command line's own settings; the service reads the same variable in api/http/config.ts.
const { EO_NAS_BENCH_SOURCES } = process.env

exitWith(
  runStudyCommand(process.argv.slice(2), {
    sources: EO_NAS_BENCH_SOURCES || './sources',
    reporter: createReporter(),
    output: process.stdout,
  }),
)
