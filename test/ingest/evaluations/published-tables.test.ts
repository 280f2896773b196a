import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { evaluationsSource } from '../../../ingest/evaluations/evaluations-source.ts'
import { SOURCES } from '../../../ingest/sources.ts'
import { cellOfForm, matrixOf, operationsOf, parseCell } from '../../../space/cell.ts'
import { complexity } from '../../../space/complexity.ts'
import type { Space } from '../../../space/space.ts'
import { sourcesFolder } from '../../support/sources.ts'
import { testSpace } from '../../support/space.ts'
import { collect, recordingReporter } from '../helpers.ts'

let space: Space
beforeAll(async () => {
  space = await testSpace()
})

describe.skipIf(!sourcesFolder)('the landscape study', () => {
  const path = (name: string) => join(sourcesFolder ?? '', 'lcz42-fitness-landscape', name)
  const description = join(
    import.meta.dirname,
    '../../../ingest/instances/so2sat-lcz42-landscape.json',
  )
  const load = async (...names: string[]) => {
    const reporter = recordingReporter()
    const source = await evaluationsSource(
      { paths: names.map(path), description, isBuiltIn: true },
      { space, reporter },
    )
    return { plan: source.plan, ...(await collect(source)) }
  }

  it('holds 288 and 100 evaluations of 66 and 62 architectures', async () => {
    const { evaluations, rejections, plan } = await load(
      'lcz42_s2_4-12-36-108e_72.csv',
      'lcz42_s2_36e_100.csv',
    )
    expect(rejections).toEqual([])
    expect(plan.completeness).toBe('complete')
    const distinct = (file: number) =>
      new Set(
        evaluations
          .filter((e) => e.sourceFile === file)
          .map(({ architectureId }) => architectureId),
      ).size
    expect(evaluations.filter(({ sourceFile }) => sourceFile === 0)).toHaveLength(288)
    expect(evaluations.filter(({ sourceFile }) => sourceFile === 1)).toHaveLength(100)
    expect([distinct(0), distinct(1)]).toEqual([66, 62])
  })

  it('has cells that prune to input and output alone as runs of that architecture', async () => {
    const { evaluations } = await load('lcz42_s2_36e_100.csv')
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
      0.8125913, 0.81515956, 0.8662337662337662, 0.8457446808510638, 0.79294361326175,
      0.7956191980703409, 1084.4869,
    ])
  })

  it('keeps forms whose parameters are the published ones', async () => {
    const { evaluations } = await load('lcz42_s2_36e_100.csv')
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
    const { evaluations, rejections } = await load('generate_json_cell_output.raw.txt')
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
    const kind = SOURCES.find(({ name }) => name === 'cifar10-search-logs')
    const reporter = recordingReporter()
    const places = { folders: [sourcesFolder ?? ''], reporter, download: false }
    const opened = await kind?.open({ files: [], description: null }, { space, reporter, places })
    if (opened?.status !== 'found') throw new Error('The table is not there')
    const { plan } = opened.source
    expect([plan.instance.id, plan.completeness]).toEqual(['cifar10-search-logs', 'partial'])
    const { evaluations, rejections } = await collect(opened.source)
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
