import { beforeAll, describe, expect, test } from 'vitest'
import { groundTruth } from '../../study/ground-truth/ground-truth.ts'
import { groundTruthPage } from '../../study/ground-truth/ground-truth-page.ts'
import { sampledEstimates } from '../../study/ground-truth/sampled-estimates.ts'
import { type SmallCells, smallCells } from '../../study/ground-truth/small-cells.ts'
import { sampleOf } from '../../study/ground-truth/trained-landscapes.ts'
import { type Row, readStudyTable } from '../../study/source-tables.ts'
import { spreadOf } from '../../study/spread.ts'
import { sourcesFolder } from '../support/sources.ts'
import { testSpace } from '../support/space.ts'

test('a spread is of the ranks at 10, 50 and 90 %, and of nothing where a value is missing', () => {
  const values = Array.from({ length: 21 }, (_, at) => 20 - at)
  expect(spreadOf(values)).toEqual({ low: 2, median: 10, high: 18 })
  expect(spreadOf([1, null])).toBeNull()
  expect(spreadOf([])).toBeNull()
})

describe.skipIf(!sourcesFolder)('study -- ground-truth with EC-NAS-Bench', () => {
  let rows: readonly Row[]
  let cells: SmallCells
  beforeAll(async () => {
    rows = (await readStudyTable(sourcesFolder ?? '', 'smallCells')) ?? []
    cells = smallCells(await testSpace(), rows)
  })

  test('has all 2,532 cells of up to 5 vertices, and refuses a table that lacks one', async () => {
    expect(cells.ids).toHaveLength(2532)
    expect(cells.runs.flat()).toHaveLength(2805)
    const lacking = rows.filter((row) => row['module_hash'] !== rows.at(-1)?.['module_hash'])
    expect(() => smallCells(cells.space, lacking)).toThrow('The table lacks the cell')
  }, 60_000)

  test('samples have distinct cells, as many as asked for, the same for a seed', () => {
    for (const sampling of ['uniform', 'walks'] as const) {
      const sample = sampleOf(cells, { rows: 100, sampling, seed: 3 })
      expect(new Set(sample).size).toBe(100)
      expect(sampleOf(cells, { rows: 100, sampling, seed: 3 })).toEqual(sample)
      expect(sampleOf(cells, { rows: 100, sampling, seed: 4 })).not.toEqual(sample)
    }
  })

  test('the published estimators on long walks come near the moments of all cells', () => {
    const estimated = sampledEstimates(cells, 2250, 1)
    const mean = cells.fitness.reduce((a, b) => a + b, 0) / cells.fitness.length
    expect(Math.abs((estimated.fitnessMean ?? 0) - mean)).toBeLessThan(0.05)
    expect(estimated.localOptima).toBeGreaterThan(1)
  })

  test('compares the truth with means, worlds and samples, entry by entry', () => {
    const entries = groundTruth(cells, {
      sizes: [40],
      samplings: ['uniform'],
      worlds: 3,
      repeats: 3,
      seed: 1,
    })
    const of = (key: string) => entries.find((one) => one.key === key)
    // Facts of the table: counted by plateaus that no neighbour betters.
    expect(of('localOptima')).toMatchObject({ truth: 49, rows: 40, sampling: 'uniform' })
    expect(of('fitnessMean')?.truth).toBeCloseTo(0.43, 2)
    expect(of('fitnessDeviation')?.mean).toBeLessThan(of('fitnessDeviation')?.truth ?? 0)
    expect(of('localOptima')?.worlds?.low).toBeGreaterThan(0)
    const [truth, run] = [of('fitnessDeviation')?.worlds, of('fitnessDeviation')?.runs]
    expect(run?.median).toBeGreaterThan(truth?.median ?? 1)
    expect(of('ascentMoves')?.samples).toBeNull()
    expect(of('persistencePositive')).toBeUndefined()
    expect(groundTruthPage(entries)).toContain('| localOptima | 40 | uniform | 49 |')
  }, 120_000)
})
