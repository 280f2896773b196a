import { beforeAll, describe, expect, it } from 'vitest'
import type { Evaluation } from '../../db/evaluation.ts'
import { measureName, measuresOf } from '../../fitness/measure.ts'
import { type Collected, collect, recordingReporter } from '../ingest/helpers.ts'
import { openBuiltIn } from '../support/built-in.ts'
import { sourcesFolder } from '../support/sources.ts'
import { testSpace } from '../support/space.ts'

const HALFWAY = [
  'halfway.overallAccuracy.train',
  'halfway.overallAccuracy.validation',
  'halfway.overallAccuracy.test',
] as const

describe.skipIf(!sourcesFolder)('EC-NAS-Bench', () => {
  let loaded: Collected
  let names: string[]
  let lines: readonly string[]
  let idOf: (hash: string) => number
  let verticesOf: (architectureId: number) => number
  beforeAll(async () => {
    const space = await testSpace()
    idOf = (hash) => space.idOfHash(hash)
    verticesOf = (id) => space.cellOf(id).vertices
    const reporter = recordingReporter()
    const source = await openBuiltIn('ec-nas-bench', { space, reporter })
    expect(source.plan).toMatchObject({
      completeness: 'complete',
      instance: { id: 'ec-nas-bench', classes: 10, input: { channels: 3 } },
    })
    loaded = await collect(source)
    names = measuresOf(source.plan.instance).map(measureName)
    lines = reporter.lines
  })

  const measured = ({ values }: Evaluation, name: string) => values[names.indexOf(name)] ?? null

  it('holds every cell of up to 5 vertices at 4 epochs, and no row of it is rejected', () => {
    const { evaluations, rejections } = loaded
    expect(rejections).toEqual([])
    expect(evaluations).toHaveLength(2532 + 3 * 91)
    expect(new Set(evaluations.map(({ epochs }) => epochs))).toEqual(new Set([4]))
    const first = evaluations.filter(({ run }) => run === 0)
    const ids = new Set(first.map(({ architectureId }) => architectureId))
    expect([first.length, ids.size]).toEqual([2532, 2532])
    const byVertices = [2, 3, 4, 5].map(
      (vertices) => [...ids].filter((id) => verticesOf(id) === vertices).length,
    )
    expect(byVertices).toEqual([1, 6, 84, 2441])
    expect(lines.join('\n')).not.toContain('no part')
  })

  it('has three more runs of the 91 cells of up to 4 vertices, and of no other', () => {
    const repeated = loaded.evaluations.filter(({ run }) => run > 0)
    expect(repeated).toHaveLength(3 * 91)
    for (const { architectureId } of repeated) expect(verticesOf(architectureId)).toBeLessThan(5)
    expect(new Set(repeated.map(({ run }) => run))).toEqual(new Set([1, 2, 3]))
  })

  it('gives the published values to the last bit, the whole table at run 0', () => {
    const id = idOf('001a6fcc8b38cbc515be788a86bdc804')
    const own = loaded.evaluations.filter(({ architectureId }) => architectureId === id)
    expect(own.map(({ run }) => run)).toEqual([0, 1, 2, 3])
    const accuracies = own.map((each) => measured(each, 'overallAccuracy.train'))
    expect(accuracies.slice(1)).toEqual([
      0.2847556173801422, 0.3662860691547394, 0.4038461446762085,
    ])
    const first = own[1]
    if (first === undefined) throw new Error('There is no run 1')
    expect(measured(first, 'trainingTimeS')).toBe(71.40299987792969)
    expect(measured(first, 'predictionTimeS')).toBe(1.5959768295288086)
    expect(measured(first, 'energyKWh')).toBe(0.015961)
    for (const each of loaded.evaluations.filter(({ run }) => run === 0)) {
      expect(each.values.every((value) => value !== null)).toBe(true)
    }
  })

  it('takes an evaluation after 1 of 4 epochs for no halfway value', () => {
    for (const each of loaded.evaluations) {
      const halfway = HALFWAY.map((name) => measured(each, name))
      expect(halfway.every((value) => (value === null) === each.run > 0)).toBe(true)
    }
  })

  it('joins no CO2 of two power grids: their grams a kilowatt-hour differ, the energy hardly', () => {
    for (const each of loaded.evaluations.filter(({ run }) => run > 0)) {
      expect(measured(each, 'co2eqG')).toBeNull()
    }
    const intensities = loaded.evaluations
      .filter(({ run }) => run === 0)
      .map((each) => Number(measured(each, 'co2eqG')) / Number(measured(each, 'energyKWh')))
    expect(Math.round(Math.min(...intensities))).toBe(44)
    expect(Math.round(Math.max(...intensities))).toBe(201)
  })

  it('has runs of one protocol: accuracy and time of the two series agree', () => {
    const ids = new Set(
      loaded.evaluations.filter(({ run }) => run > 0).map(({ architectureId }) => architectureId),
    )
    const mean = (name: string, isFirst: boolean) => {
      const values = loaded.evaluations
        .filter(({ architectureId, run }) => ids.has(architectureId) && (run === 0) === isFirst)
        .map((each) => Number(measured(each, name)))
      return values.reduce((sum, value) => sum + value, 0) / values.length
    }
    const difference = (name: string) => mean(name, true) - mean(name, false)
    const ratio = (name: string) => mean(name, true) / mean(name, false)
    for (const split of ['train', 'validation', 'test']) {
      expect(Math.abs(difference(`overallAccuracy.${split}`))).toBeLessThan(0.003)
    }
    expect(ratio('trainingTimeS')).toBeCloseTo(1.003, 3)
    expect(ratio('energyKWh')).toBeCloseTo(0.968, 3)
  })
})
