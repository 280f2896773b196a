import { expect, test } from 'vitest'
import { measureKey } from '../../fitness/measure.ts'
import { FOOTPRINT_ENTRIES } from '../../landscape/footprint-entries.ts'
import {
  instanceLandscapes,
  landscapeMeasures,
  landscapeValues,
  MEASURED_LEAST,
  PUBLISHED_WALKS,
  type ValuedInstance,
} from '../../landscape/instance-landscapes.ts'
import { testGraph } from '../support/landscapes.ts'
import { predictedServed } from '../support/predicted.ts'
import { testInstance } from '../support/served.ts'
import { landscapeOf } from './small-landscape.ts'

test('landscapes are of what is to be maximized on validation and test data', () => {
  expect(landscapeMeasures(testInstance).map(measureKey)).toEqual([
    'validationOverallAccuracy',
    'testOverallAccuracy',
  ])
})

test('fewer than 1,000 measured architectures are no landscape', async () => {
  const { space } = await predictedServed()
  const graph = landscapeOf(new Array(space.size).fill(0), [[0, 1]]).graph
  const measured = (rows: number): ValuedInstance => ({
    instance: testInstance,
    tables: new Map([
      [
        4,
        {
          rowOf: (id: number) => (id < rows ? id : -1),
          meanColumn: (name: string) =>
            name === 'overallAccuracy.test' ? (row: number) => (row % 7) / 10 : undefined,
        },
      ],
    ]),
    predictions: new Map(),
  })
  const found = (rows: number) => [
    ...instanceLandscapes(measured(rows), {
      space,
      graphOf: () => graph,
      operators: ['graph-edit', 'hamming-289'],
    }),
  ]
  expect(found(MEASURED_LEAST - 1)).toEqual([])
  const [edit, hamming] = found(MEASURED_LEAST)
  expect(edit).toMatchObject({ epochs: 4, measure: 'testOverallAccuracy', predicted: null })
  expect(edit?.measured?.architectures).toBe(MEASURED_LEAST)
  expect(Object.keys(edit?.measured?.footprint ?? {})).toEqual(Object.keys(FOOTPRINT_ENTRIES))
  // All but 0 and 1, which are neighbours: 0.1 betters 0.
  expect(edit?.measured?.optima?.architectureIds).toHaveLength(MEASURED_LEAST - 1)
  expect(edit?.measured?.footprint.persistencePositive).toBeNull()
  expect(hamming?.measured?.optima).toBeNull()
}, 60_000)

test('the basins of a release together hold every architecture, and the fittest optimum is the best', async () => {
  const { space, release, landscapes } = await predictedServed()
  const all = (await landscapes?.landscapesOf('predicted-instance')) ?? []
  expect(all.map(({ measure }) => measure)).toEqual([
    'validationOverallAccuracy',
    'testOverallAccuracy',
  ])
  const view = release.instances.get('predicted-instance') as ValuedInstance
  for (const { epochs, measure, predicted } of all) {
    const { optima } = predicted ?? {}
    const sum = optima?.basinSizes.reduce((a, b) => a + b, 0)
    expect(sum).toBe(space.size)
    const split = measure.startsWith('test') ? 'test' : 'validation'
    const fitnessOf = landscapeValues(view, 'surrogate', {
      epochs,
      name: `overallAccuracy.${split}`,
    })
    let best = 0
    for (let id = 0; id < space.size; id++) best = Math.max(best, fitnessOf?.(id) ?? 0)
    expect(fitnessOf?.(optima?.architectureIds[0] as number)).toBe(best)
  }
}, 60_000)

test('the walks of a release move between neighbours, and its distances are of all architectures but the best', async () => {
  const { space, landscapes } = await predictedServed()
  const graph = await testGraph()
  const all = (await landscapes?.landscapesOf('predicted-instance')) ?? []
  expect(all.length).toBeGreaterThan(0)
  for (const { predicted } of all) {
    expect(predicted?.walks).toHaveLength(PUBLISHED_WALKS.walks)
    for (const walk of predicted?.walks ?? []) {
      expect(walk).toHaveLength(PUBLISHED_WALKS.length + 1)
      for (const [at, id] of walk.entries()) {
        const before = walk[at - 1]
        if (before === undefined) continue
        const [from, to] = [graph.offsets[before], graph.offsets[before + 1]]
        expect(graph.neighbours.subarray(from, to)).toContain(id)
      }
    }
    const { levels, best } = predicted?.distance ?? { levels: [], best: -1 }
    expect(levels.reduce((sum, { architectures }) => sum + architectures, 0)).toBe(space.size - 1)
    expect(best).toBe(predicted?.network.architectureIds[0])
    expect(levels[0]?.distance).toBe(1)
    const degree = (graph.offsets[best + 1] as number) - (graph.offsets[best] as number)
    expect(levels[0]?.architectures).toBe(degree)
  }
}, 60_000)
