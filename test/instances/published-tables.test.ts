import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { measureName, measuresOf } from '../../fitness/measure.ts'
import { describedTables } from '../../ingest/evaluations/evaluations-source.ts'
import { describedInstance } from '../../instances/folders.ts'
import { cellOfForm, matrixOf, operationsOf, parseCell } from '../../space/cell.ts'
import { complexity } from '../../space/complexity.ts'
import type { Space } from '../../space/space.ts'
import { collect, recordingReporter } from '../ingest/helpers.ts'
import { KNOWN, openBuiltIn } from '../support/built-in.ts'
import { sourcesFolder } from '../support/sources.ts'
import { testSpace } from '../support/space.ts'

/** Patches and batches of the test split, which is what the two experiments differ in. */
const TABLES = {
  72: { name: 'lcz42_s2_4-12-36-108e_72.csv', test: 70_400, otherTest: 24_064, batches: 550 },
  100: { name: 'lcz42_s2_36e_100.csv', test: 24_064, otherTest: 70_400, batches: 188 },
} as const

/** How far a share is from a whole number of so many. */
function remainder(share: number, of: number): number {
  return Math.abs(share * of - Math.round(share * of))
}

let space: Space
beforeAll(async () => {
  space = await testSpace()
})

describe.skipIf(!sourcesFolder)('the landscape study', () => {
  const path = (name: string) => join(sourcesFolder ?? '', 'lcz42-fitness-landscape', name)
  const load = async (cells: 72 | 100, table: string = TABLES[cells].name) => {
    const reporter = recordingReporter()
    const described = describedInstance(`so2sat-lcz42-landscape-${cells}`)
    const source = await describedTables(
      { path: path(table), described, completeness: 'complete' },
      { space, reporter, known: KNOWN },
    )
    return { plan: source.plan, ...(await collect(source)) }
  }

  it.each([
    [72, 288, 66, [4, 12, 36, 108]],
    [100, 100, 62, [36]],
  ] as const)('has %i cells with %i evaluations of %i architectures', async (cells, ...facts) => {
    const { evaluations, rejections, plan } = await load(cells)
    expect(rejections).toEqual([])
    expect(plan.completeness).toBe('complete')
    expect(plan.instance.id).toBe(`so2sat-lcz42-landscape-${cells}`)
    const ids = new Set(evaluations.map(({ architectureId }) => architectureId))
    const budgets = new Set(evaluations.map(({ epochs }) => epochs))
    expect([evaluations.length, ids.size, [...budgets]]).toEqual(facts)
  })

  it.each([72, 100] as const)('states the sizes of the splits of %i cells', async (cells) => {
    const { evaluations, plan } = await load(cells)
    const names = measuresOf(plan.instance).map(measureName)
    const column = (name: string) =>
      evaluations.map(({ values }) => values[names.indexOf(name)] ?? Number.NaN)
    const { test, otherTest } = TABLES[cells]
    // The published digits place k within this many patches.
    for (const value of column('overallAccuracy.train'))
      expect(remainder(value, 98_560)).toBeLessThan(0.006)
    for (const value of column('overallAccuracy.test'))
      expect(remainder(value, test)).toBeLessThan(0.006)
    const wrong = column('overallAccuracy.test').filter(
      (value) => remainder(value, otherTest) > 0.006,
    )
    expect(wrong.length).toBeGreaterThan(evaluations.length / 2)
    const { description } = plan.instance.metrics[0] ?? {}
    expect(description).toContain(`k/${test.toLocaleString('en-GB')} on the test split`)
    expect(description).toContain('k/98,560 on the train split')
  })

  it.each([72, 100] as const)('never serves the average_* columns of %i cells', async (cells) => {
    const { evaluations, plan } = await load(cells)
    expect(measuresOf(plan.instance).map(measureName)).toEqual([
      'overallAccuracy.train',
      'overallAccuracy.test',
      'kappa.train',
      'kappa.test',
      'trainingTimeS',
    ])
    const served = new Set(evaluations.flatMap(({ values }) => values))
    const [header = '', ...lines] = readFileSync(path(TABLES[cells].name), 'utf8')
      .trim()
      .split('\n')
    const fromEnd = header.split(',').reverse()
    for (const split of ['train', 'test']) {
      const at = fromEnd.indexOf(`average_${split}_accuracy`)
      expect(at).toBeGreaterThanOrEqual(0)
      const batches = split === 'train' ? 770 : TABLES[cells].batches
      for (const line of lines) {
        const value = Number(line.split(',').reverse()[at])
        expect(remainder(value, batches)).toBeLessThan(1e-9)
        expect(served.has(value)).toBe(false)
      }
    }
  })

  it('has cells that prune to input and output alone as runs of that architecture', async () => {
    const { evaluations } = await load(100)
    const id = space.idOf(
      parseCell(
        [
          [0, 1],
          [0, 0],
        ],
        ['input', 'output'],
      ).cell,
    )
    const rows = readFileSync(path('lcz42_s2_36e_100.csv'), 'utf8').split('"input,output",2,')
    const runs = evaluations.filter(({ architectureId }) => architectureId === id)
    expect(runs.length).toBe(rows.length - 1)
    expect(runs.map(({ run }) => run)).toEqual(runs.map((_, at) => at))
    // The second row of the table, train and test of each.
    expect(runs[0]?.values).toEqual([
      0.8125913, 0.81515956, 0.79294361326175, 0.7956191980703409, 1084.4869,
    ])
  })

  it('keeps forms whose parameters are the published ones', async () => {
    const { evaluations } = await load(100)
    const shape = { height: 32, width: 32, channels: 10, classes: 17 }
    const first = evaluations[0]
    const cell =
      first?.form == null ? space.cellOf(first?.architectureId ?? -1) : cellOfForm(first.form)
    expect(operationsOf(cell)).toEqual(['input', 'maxpool3x3', 'output'])
    expect(matrixOf(cell)).toEqual([
      [0, 1, 1],
      [0, 0, 1],
      [0, 0, 0],
    ])
    expect(complexity(cell, shape).trainableParameters).toBe(1_767_953)
  })

  it('is refused as the raw text of the notebook, with line and reason', async () => {
    const { evaluations, rejections } = await load(100, 'generate_json_cell_output.raw.txt')
    expect(evaluations).toEqual([])
    expect(rejections.length).toBe(403)
    expect(rejections[3]).toMatchObject({
      file: 'generate_json_cell_output.raw.txt',
      where: 'line 5',
      reason: expect.stringContaining('it is not JSON'),
    })
  })
})

describe.skipIf(!sourcesFolder)('the search logs of NASBench-101', () => {
  it('hold 33,400 evaluations of 13,532 cells, each triple a run of its own', async () => {
    const source = await openBuiltIn('cifar10-search-logs', {
      space,
      reporter: recordingReporter(),
    })
    const { plan } = source
    expect([plan.instance.id, plan.completeness]).toEqual(['cifar10-search-logs', 'partial'])
    const { evaluations, rejections } = await collect(source)
    expect(rejections).toEqual([])
    expect(evaluations).toHaveLength(33_400)
    const ids = new Set(evaluations.map(({ architectureId }) => architectureId))
    expect(ids.size).toBe(13_532)
    const id = space.idOfHash('001a6fcc8b38cbc515be788a86bdc804')
    const own = evaluations.filter((each) => each.architectureId === id && each.epochs === 108)
    expect(own.map(({ run, values }) => [run, ...values])).toEqual([
      [0, 1, 0.885817289352417, 0.885817289352417],
      [1, 1, 0.8869190812110901, 0.8807091116905212],
      [2, 1, 0.8871194124221802, 0.8848156929016113],
    ])
  })
})
