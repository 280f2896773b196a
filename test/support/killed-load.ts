// Run as a process of its own by the test that kills it: loads batches into a folder, for ever.
import { openDatabase } from '../../db/database.ts'
import { migrate } from '../../db/migrate.ts'
import { loaderOf, testEvaluations, testPlan } from './test-ingest.ts'

const [, , location = '{}'] = process.argv
const db = await openDatabase(JSON.parse(location))
await migrate(db)
const loader = await loaderOf(db, testPlan())
for (let batch = 0; batch < 400; batch++) {
  await loader.write(testEvaluations(batch * 1000, (batch + 1) * 1000), batch + 1)
  process.stdout.write(`${batch + 1}\n`)
}
