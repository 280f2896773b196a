// Aging evolution (Real et al. 2019): npx tsx aging-evolution.ts SOURCE [INSTANCE] [TRAININGS] [SEED]
// SOURCE is the address of a service, or the folder of a release.
import { trainingBudget } from 'eo-nas-bench'
import { open } from './open.ts'

const POPULATION = 20
const TOURNAMENT = 5

const [source = '', instance = 'so2sat-lcz42', trainings = '100', seed = '1'] =
  process.argv.slice(2)
const bench = await open(source)
const budget = trainingBudget(bench, { instance })

// A small seeded generator (mulberry32), so that the same seed is the same search.
let state = Number(seed)
function random(below: number): number {
  state = (state + 0x6d2b79f5) | 0
  let t = Math.imul(state ^ (state >>> 15), 1 | state)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below)
}

interface Individual {
  hash: string
  validation: number
}

async function train(hash: string): Promise<Individual> {
  const { fitness } = await budget.train({ hash })
  const accuracy = fitness.metrics['overallAccuracy']
  const validation = typeof accuracy === 'object' ? accuracy?.validation : null
  return { hash, validation: validation ?? 0 }
}

const first = await bench.sampleArchitectures({ count: POPULATION, seed: Number(seed) })
const history: Individual[] = []
for (const { hash } of first.results) history.push(await train(hash))

let population = [...history]
while (history.length < Number(trainings)) {
  const drawn = Array.from({ length: TOURNAMENT }, () => population[random(population.length)])
  const parent = drawn.reduce((a, b) => ((a?.validation ?? 0) >= (b?.validation ?? 0) ? a : b))
  if (parent === undefined) break
  const { results: mutants } = await bench.listNeighbours({ hash: parent.hash })
  const child = mutants[random(mutants.length)]
  if (child === undefined) break
  const trained = await train(child.hash)
  history.push(trained)
  population = [...population.slice(1), trained]
}
const best = history.reduce((a, b) => (a.validation >= b.validation ? a : b))
console.log(JSON.stringify({ best, spent: budget.counters() }))
