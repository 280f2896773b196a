import { openDatabase } from '../../db/database.ts'
import { runPipeline } from './pipeline.ts'

// The process that is killed: says on the standard output which phase begins.

const [, , location = '{}', generation = '0'] = process.argv
const db = await openDatabase(JSON.parse(location))
await runPipeline(db, Number(generation), (phase) => process.stdout.write(`${phase}\n`))
process.stdout.write('done\n')
