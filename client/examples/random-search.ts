// Random search: npx tsx random-search.ts SOURCE [INSTANCE] [TRAININGS] [SEED]
// SOURCE is the address of a service, or the folder of a release.

import { trainingBudget } from 'eo-nas-bench'
import { open } from './open.ts'

const [source = '', instance = 'so2sat-lcz42', trainings = '100', seed = '1'] =
  process.argv.slice(2)
const bench = await open(source)
const budget = trainingBudget(bench, { instance })

const { results } = await bench.sampleArchitectures({
  count: Number(trainings),
  seed: Number(seed),
})
let best: { hash: string; validation: number; test: number | null | undefined } | null = null
for (const { hash } of results) {
  const { fitness } = await budget.train({ hash })
  const accuracy = fitness.metrics['overallAccuracy']
  if (typeof accuracy !== 'object' || typeof accuracy?.validation !== 'number') continue
  if (best === null || accuracy.validation > best.validation) {
    best = { hash, validation: accuracy.validation, test: accuracy.test }
  }
}
console.log(JSON.stringify({ best, spent: budget.counters() }))
