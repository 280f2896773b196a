import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { measureName, measuresOf } from '../../fitness/measure.ts'
import type { PackedPredictions } from '../../fitness/packed-predictions.ts'
import type { Space } from '../../space/space.ts'
import { readCard, type SurrogateCard } from '../../surrogate/card.ts'
import { predictSome } from '../../surrogate/predict-some.ts'
import { MODELS_FOLDER } from '../../surrogate/predictor.ts'
import type { WorldBudget } from '../../surrogate/worlds/world-file.ts'
import { worldsOfModel } from '../../surrogate/worlds-file.ts'
import { checkWalks } from '../../training/check-walks.ts'
import { normal, randomOf } from '../../training/random.ts'
import { PLAIN_RECIPE } from '../../training/recipe.ts'
import type { TrainingSet } from '../../training/training-set.ts'
import { testDistances } from '../support/distances.ts'
import { testSpace } from '../support/space.ts'

const INSTANCE = 'so2sat-lcz42-landscape-72'
const EPOCHS = 108
const NAME = 'overallAccuracy.test'

let space: Space
let card: SurrogateCard
let budget: WorldBudget
let predictions: PackedPredictions
let ids: readonly number[]
let context: Pick<Parameters<typeof checkWalks>[0], 'distancesFrom'>

beforeAll(async () => {
  space = await testSpace()
  const folder = join(MODELS_FOLDER, INSTANCE)
  card = readCard(await readFile(join(folder, '1.json'), 'utf8'), '1.json')
  const model = { card, path: join(folder, card.model.file) }
  const worlds = await worldsOfModel(model)
  budget = worlds?.budgets.find(({ epochs }) => epochs === EPOCHS) as WorldBudget
  ids = [...(budget.processes[0]?.rows ?? [])].sort((a, b) => a - b).slice(0, 24)
  const all = await predictSome(model, space, ids)
  predictions = all.find(({ epochs }) => epochs === EPOCHS) as PackedPredictions
  context = { distancesFrom: await testDistances() }
})

/** The architectures with made-up values of one measure. */
function setOf(numberAt: (row: number) => number): TrainingSet {
  const measure = measuresOf(card.instance).find((one) => measureName(one) === NAME)
  if (measure === undefined) throw new Error(`${NAME} is no measure`)
  const values = Float64Array.from(ids, (_, row) => numberAt(row))
  return {
    epochs: EPOCHS,
    measures: [measure],
    architectureIds: Int32Array.from(ids),
    groups: new Int32Array(ids.length).fill(-1),
    values: [values],
    runs: [{ starts: Uint32Array.from({ length: ids.length + 1 }, (_, row) => row), values }],
  }
}

const random = randomOf(1, 'walks')
const varying = () => 0.6 + 0.01 * normal(random)

function checked(set: TrainingSet, walks: readonly (readonly number[])[]) {
  const lines: string[] = []
  const checks = checkWalks({
    ...context,
    instance: card.instance,
    recipe: PLAIN_RECIPE,
    space,
    seed: 1,
    set,
    walks: walks.map((walk) => walk.map((row) => ids[row] as number)),
    whole: { budget, predictions },
    onProgress: (line) => lines.push(line),
  })
  return { checks, lines }
}

const nothing = { checks: [], lines: [] }

it('trains nothing where no walk was measured whole', () => {
  const set = setOf(varying)
  const some = { ...set, architectureIds: set.architectureIds.slice(1) }
  expect(checked(some, [[0, 1]])).toEqual(nothing)
})

it('trains nothing for a measure that walks lack, or that never varies on them', () => {
  const lacking = setOf((row) => (row < 3 ? Number.NaN : varying()))
  expect(checked(lacking, [[0, 1, 2]])).toEqual(nothing)
  const constant = setOf((row) => (row < 3 ? 0.5 : varying()))
  expect(checked(constant, [[0, 1, 2]])).toEqual(nothing)
})

it('worlds are compared with every step of walks that meet in one architecture', {
  timeout: 120_000,
}, () => {
  const walks = [
    [0, 1, 2],
    [3, 1, 4],
    [5, 6, 1],
  ]
  const [check] = checked(setOf(varying), walks).checks
  expect(check).toMatchObject({ measure: NAME, walks: 3, folds: 3, steps: 6 })
  expect(check?.autocorrelation.heldOut.every(Number.isFinite)).toBe(true)
})
