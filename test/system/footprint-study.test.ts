import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { packPredictions } from '../../fitness/packed-predictions.ts'
import { distancesTo } from '../../landscape/distance-correlation.ts'
import { footprintOf } from '../../landscape/footprint.ts'
import { FOOTPRINT_ENTRIES } from '../../landscape/footprint-entries.ts'
import { exportRelease } from '../../release/export.ts'
import { silentReporter } from '../../report/reporter.ts'
import { buildNeighbourGraph } from '../../space/neighbour-graphs.ts'
import { encodeSpace } from '../../space/space-encoding.ts'
import { runStudyCommand } from '../../study/command.ts'
import { worldFootprints } from '../../study/footprint/world-footprints.ts'
import { onlyMeasure } from '../../study/footprint/worlds-problem.ts'
import { completed } from '../../surrogate/worlds/completed.ts'
import { drawWorld } from '../../surrogate/worlds/draw-world.ts'
import { worldCells } from '../../surrogate/worlds/world-cells.ts'
import { openBudget } from '../../surrogate/worlds/world-model.ts'
import { exportFolder } from '../support/exported.ts'
import { testSpace } from '../support/space.ts'
import { smallWorldBudget } from '../support/world-model.ts'
import { VECTOR_INSTANCE, vectorRelease } from '../vectors/fitness-problem.ts'

const out = exportFolder()
let release: string
let printed = ''
const settings = {
  sources: out,
  reporter: silentReporter,
  output: {
    write: (text: string) => {
      printed += text
    },
  },
}

beforeAll(async () => {
  const space = await testSpace()
  const { loaded, release: vectors } = vectorRelease(space)
  const exported = await exportRelease({ ...vectors, instances: [loaded] }, space, {
    folder: exportFolder(),
    formats: ['parquet'],
    instances: null,
    modelsFolder: null,
    reporter: silentReporter,
  })
  release = exported.folder
})

async function study(...args: string[]): Promise<number> {
  printed = ''
  return runStudyCommand([...args, '--out', out], settings)
}

test('footprint prints each entry of the predicted landscape, and writes JSON and a chart', async () => {
  const { id } = VECTOR_INSTANCE
  expect(await study('footprint', id, '--release', release)).toBe(0)
  for (const key of Object.keys(FOOTPRINT_ENTRIES)) expect(printed).toContain(`| ${key} |`)
  const { footprints } = JSON.parse(readFileSync(join(out, `${id}.json`), 'utf8'))
  expect(printed).toContain(
    `No worlds of ${id} were drawn: surrogate/models does not have the model`,
  )
  const [{ measured, predicted, operator }] = footprints
  expect(measured).toBeNull() // 3 cells have evaluations
  expect(operator).toBe('graph-edit')
  expect(predicted.architectures).toBe(423_624)
  expect(predicted.footprint.localOptima).toBeGreaterThan(1)
  expect(predicted.footprint.fitnessMean).toBeGreaterThan(0)
  expect(readFileSync(join(out, `${id}.svg`), 'utf8')).toMatch(/^<svg [^>]*xmlns=/)
}, 120_000)

test('search writes one trajectory after the other, however long they are', async () => {
  const { id } = VECTOR_INSTANCE
  const search = ['search', id, '--release', release, '--source', 'surrogate']
  expect(await study(...search, '--runs', '2', '--evaluations', '400')).toBe(0)
  expect(printed).toContain('| random-search |')
  const text = readFileSync(join(out, `search-${id}.jsonl`), 'utf8')
  const algorithms = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
    .flatMap(({ algorithm }) => (algorithm === undefined ? [] : [algorithm.name]))
  expect(algorithms).toHaveLength(10)
  expect(algorithms.slice(5)).toStrictEqual(algorithms.slice(0, 5))
  // Node writes files in pieces of half a megabyte.
  expect(text.length / 10).toBeGreaterThan(2 ** 19)
}, 120_000)

test('compare puts two instances on one scale', async () => {
  const { id } = VECTOR_INSTANCE
  expect(await study('compare', id, id, '--release', release, '--operator', 'hamming-289')).toBe(0)
  const { compared } = JSON.parse(readFileSync(join(out, `${id}-and-${id}.json`), 'utf8'))
  expect(compared).toHaveLength(Object.keys(FOOTPRINT_ENTRIES).length)
  for (const { one, other, scaled } of compared) {
    expect(one).toEqual(other)
    expect(scaled.one).toEqual(scaled.other)
  }
}, 120_000)

test('agreement says how many cells both have, and writes what it prints', async () => {
  const budget = `${VECTOR_INSTANCE.id}@108`
  expect(await study('agreement', budget, budget, '--release', release)).toBe(0)
  expect(printed).toContain(`| ${budget.replace('@', ' at ')} epochs |`)
  const { pairs } = JSON.parse(readFileSync(join(out, 'agreement.json'), 'utf8'))
  expect(pairs).toMatchObject([{ cells: 5, tau: 1 }])
})

test('metrics compares the metrics of each split, and finds the runs that did not learn', async () => {
  const { id } = VECTOR_INSTANCE
  expect(await study('metrics', id, '--release', release, '--majority', '0.1')).toBe(0)
  const found = JSON.parse(readFileSync(join(out, `${id}-metrics.json`), 'utf8'))
  expect(found.architectures).toBe(423_624)
  expect(found.metrics.length).toBeGreaterThan(1)
  for (const { measure, published, byNoise, diverged, majority } of found.metrics) {
    expect(printed).toContain(`| ${measure} |`)
    if (published !== null) expect(published.share).toBeGreaterThan(0)
    expect(byNoise).toBeNull() // the release has no card that states the noise
    expect(diverged.runs).toBeGreaterThanOrEqual(diverged.cells.length)
    expect(majority.majorityShare).toBe(0.1)
  }
  expect(await study('metrics', id, '--release', release, '--majority', '2')).toBe(2)
  expect(printed).toContain('--majority is 2; give a number from 0 to 1.')
})

test('a study that is called wrongly ends with 2 and writes nothing', async () => {
  expect(await study('footprint')).toBe(2)
  expect(await study('footprint', 'one')).toBe(2)
  expect(printed).toContain('--release')
  expect(await study('footprint', 'one', '--release', release, '--operator', 'edits')).toBe(2)
  expect(printed).toContain('There is no operator edits; the operators are graph-edit')
  expect(await study('compare', 'one', '--release', release)).toBe(2)
  expect(await study('footprint', 'one', '--release', release, '--epochs', 'x')).toBe(2)
  expect(await study('footprint', 'one', '--release', release, '--worlds', '-1')).toBe(2)
  expect(await study('agreement', 'one@4', '--release', release)).toBe(2)
  expect(await study('agreement', 'one@4', 'two', '--release', release)).toBe(2)
  expect(printed).toContain('two: say INSTANCE@EPOCHS')
  expect(existsSync(join(out, 'one.json'))).toBe(false)
})

test('footprints of worlds from several processes are those of each world drawn alone', async () => {
  const [space, { budget, correlations }] = [await testSpace(), await smallWorldBudget()]
  const name = budget.measures[0]?.measure ?? ''
  const [metric = '', split = ''] = name.split('.')
  const own = onlyMeasure(budget, name)
  if (own === null) throw new Error('The model lost its first measure')
  const column = (of: (id: number) => number) =>
    Float32Array.from({ length: space.size }, (_, id) => of(id))
  const problem = {
    instance: 'so2sat-lcz42-landscape-100',
    space: encodeSpace(space),
    budget: own,
    among: budget.measures.map(({ measure }) => measure),
    correlations,
    operator: 'graph-edit' as const,
    noiseDeviation: 0.01,
    predictions: {
      epochs: budget.epochs,
      measures: [
        {
          metric,
          split: split === 'test' ? ('test' as const) : ('train' as const),
          halfway: false,
        },
      ],
      means: [column((id) => 0.5 + 0.01 * space.cellOf(id).vertices)],
      standardDeviations: [column(() => 0.0625)],
      distributions: [{ family: 'normal' as const, noise: 0.03, least: 0, most: 1, runs: 1 }],
      correlations: [[1]],
      nearestMeasured: new Uint8Array(space.size).fill(2),
    },
  }
  const size = 2 ** 14 + 3000
  const told: number[] = []
  const onProgress = (done: number) => told.push(done)
  const footprints = await worldFootprints(problem, { worlds: 3, processes: 2, size, onProgress })
  expect(told).toEqual([1, 2, 3, 4, 5])
  const [first, second, third] = footprints
  expect(second?.localOptima).not.toBe(first?.localOptima)
  expect(third?.persistencePositive).toBeNull()

  const { instance, operator, noiseDeviation } = problem
  // Of all measures of the model: what a study draws of one is what a service draws of it.
  const open = completed(openBudget(budget, { instance, space, correlations }))
  const predictions = packPredictions(problem.predictions)
  const { valuesAt } = worldCells(open, drawWorld(open, 1), { space, predictions, seed: 1 })
  const fitness = Float64Array.from({ length: space.size }, (_, id) =>
    id < size ? (valuesAt(id, null)[0] as number) : Number.NaN,
  )
  const graph = buildNeighbourGraph(space, operator)
  const alone = footprintOf({
    landscape: { graph, fitness },
    distancesTo: (target) => distancesTo(target, operator, { space, graph }),
    noiseDeviation,
    acrossBudgets: {
      persistencePositive: null,
      persistenceNegative: null,
      budgetCorrelation: null,
    },
  })
  expect(second).toStrictEqual(alone.footprint)
}, 600_000)
