import { builtInInstances } from '../instances/registry.ts'
import { exitWith } from '../report/exit-with.ts'
import { runIngestCommand } from './command.ts'

// The command line's own settings; the service reads the same variables in api/http/config.ts.
const { DATABASE_URL, DATA_FOLDER, EO_NAS_BENCH_SOURCES } = process.env

const instances = await builtInInstances()

exitWith(
  runIngestCommand(process.argv.slice(2), {
    databaseUrl: DATABASE_URL || null,
    dataFolder: DATA_FOLDER || './data',
    sourcesFolder: EO_NAS_BENCH_SOURCES || './sources',
    output: process.stdout,
    instances,
  }),
)
