import { openSpace } from '../db/space-file.ts'
import { mix } from '../fitness/random-hash.ts'
import { deviationsInProcesses } from '../service/world-in-processes.ts'
import { predictSome } from '../surrogate/predict-some.ts'
import { loadSurrogates } from '../surrogate/predictor.ts'
import { completed } from '../surrogate/worlds/completed.ts'
import { drawWorld } from '../surrogate/worlds/draw-world.ts'
import { worldCells } from '../surrogate/worlds/world-cells.ts'
import { openBudget } from '../surrogate/worlds/world-model.ts'
import { worldsOfModel } from '../surrogate/worlds-file.ts'
import { machineLine } from './machine.ts'

// How long one architecture of a world of So2Sat takes, all measures, in this process; and the
// processes of a whole world on all cores.

const INSTANCE = 'so2sat-lcz42'
const CELL_BUDGET_US = 500
const WHOLE_BUDGET_S = 60
const WARMED_UP = 500
const CELLS = 4000

console.log(machineLine())
const space = await openSpace(process.env['DATA_FOLDER'] || './data')
const { models } = await loadSurrogates()
const model = models.find(({ card }) => card.instance.id === INSTANCE)
const budget = model && (await worldsOfModel(model))?.budgets.at(-1)
if (model === undefined || budget === undefined) throw new Error(`${INSTANCE} has no worlds`)
const ids = Array.from({ length: WARMED_UP + CELLS }, (_, at) => mix(at + 1) % space.size)
const predictions = (await predictSome(model, space, ids)).at(-1)
if (predictions === undefined) throw new Error(`${INSTANCE} has no predictions`)
const { correlations } = predictions
const open = completed(openBudget(budget, { instance: INSTANCE, space, correlations }))
const draw = drawWorld(open, 1)
const { valuesAt } = worldCells(open, draw, { space, predictions, seed: 1 })
for (const id of ids.slice(0, WARMED_UP)) valuesAt(id, null)
const before = process.cpuUsage()
for (const id of ids.slice(WARMED_UP)) valuesAt(id, null)
const { user, system } = process.cpuUsage(before)
console.log(
  `One architecture, ${open.measures.length} measures: ${((user + system) / CELLS).toFixed(0)} µs of processor time, budget ${CELL_BUDGET_US} µs`,
)

const start = performance.now()
await deviationsInProcesses({ budget: open, draw }, space)
const seconds = (performance.now() - start) / 1000
console.log(
  `A whole world without its values, in processes: ${seconds.toFixed(1)} s, budget ${WHOLE_BUDGET_S} s`,
)
