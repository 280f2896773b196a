import { join } from 'node:path'
import { exitWith } from '../report/exit-with.ts'
import { runReleaseCommand } from './command.ts'

// The command line's own settings; the service reads the same variables in api/http/config.ts.
const { DATABASE_URL, DATA_FOLDER, EO_NAS_BENCH_MODELS, EO_NAS_BENCH_RELEASES } = process.env
const dataFolder = DATA_FOLDER || './data'

exitWith(
  runReleaseCommand(process.argv.slice(2), {
    databaseUrl: DATABASE_URL || null,
    dataFolder,
    releasesFolder: EO_NAS_BENCH_RELEASES || join(dataFolder, 'releases'),
    modelsFolder: EO_NAS_BENCH_MODELS || join(import.meta.dirname, '../surrogate/models'),
    output: process.stdout,
  }),
)
