import { expect, test } from 'vitest'
import type { Served } from '../../api/operations/context.ts'
import { openFitness } from '../../api/operations/fitness.ts'
import type { InstanceView } from '../../api/operations/release-view.ts'
import { fitnessAnswers } from '../../fitness/answer.ts'
import { answeredRows } from '../../fitness/answered-rows.ts'
import { edgeCount, operationsOf } from '../../space/cell.ts'
import { sampleUniform } from '../../space/sample.ts'
import { predictedServed } from '../support/predicted.ts'
import { contextFor, testServed } from '../support/served.ts'

function problemOf(served: Served, { instance }: InstanceView, epochs: number) {
  const selection = {
    source: 'auto',
    run: 'mean',
    seed: 0,
    halfway: false,
    deviation: 'run',
    world: 0,
  } as const
  return openFitness(contextFor(served), { ...selection, instance: instance.id, epochs }).problem
}

const SOURCES = ['auto', 'tabular', 'surrogate'] as const

const cases = [predictedServed, testServed].flatMap((served, at) =>
  SOURCES.flatMap((source) =>
    [false, true].map((halfway) => ({ served, source, halfway, kind: at === 0 ? 'with' : 'no' })),
  ),
)

test.each(cases)(
  '$kind predictions, $source, halfway $halfway: columns hold what is answered',
  async ({ served: open, source, halfway }) => {
    const served = await open()
    const { space, release } = served
    const sample = sampleUniform(space, 20, 1)
    for (const view of release.instances.values()) {
      for (const epochs of view.epochs) {
        const problem = problemOf(served, view, epochs)
        const rows = answeredRows(space, problem, { source, halfway })
        const answer = fitnessAnswers(problem, {
          source,
          halfway,
          run: 'mean',
          seed: 0,
          deviation: 'run',
        })
        // Element by element, vitest takes a second for all architectures.
        const isAscending = rows.ids.every(
          (id, at) => at === 0 || id > (rows.ids[at - 1] as number),
        )
        expect(isAscending).toBe(true)
        for (const id of [...sample, ...(problem.table?.architectureIds ?? [])]) {
          const answered = answer(id, space.hashOf(id))
          expect(rows.ids.includes(id)).toBe(!('code' in answered))
          if ('code' in answered) continue
          const read = (key: string) => {
            const value = rows.columnOf(key)?.(id) as number
            return Number.isNaN(value) ? null : value
          }
          expect(rows.isTabular(id)).toBe(answered.source === 'tabular')
          expect(read('macs')).toBe(answered.macs)
          expect(read('trainableParameters')).toBe(answered.trainableParameters)
          expect(read('architectureId')).toBe(id)
          expect(read('nearestMeasured')).toBe(answered.nearestMeasured ?? 0)
          for (const [metric, values] of Object.entries(answered.metrics)) {
            if (values === null || typeof values === 'number') {
              expect(read(metric)).toBe(values)
              continue
            }
            for (const [split, value] of Object.entries(values)) {
              const key = `${split}${metric.charAt(0).toUpperCase()}${metric.slice(1)}`
              expect(read(key)).toBe(value)
              if (metric === 'overallAccuracy') expect(read(`${split}Accuracy`)).toBe(value)
            }
          }
        }
      }
    }
  },
)

test('the structure of every cell is counted', async () => {
  const served = await testServed()
  const { space, release } = served
  const [view] = release.instances.values()
  if (view === undefined) throw new Error('The test release has no instance')
  const problem = problemOf(served, view, 108)
  const rows = answeredRows(space, problem, { source: 'auto', halfway: false })
  const read = (key: string, id: number) => rows.columnOf(key)?.(id)
  for (let id = 0; id < space.size; id += 97) {
    const cell = space.cellOf(id)
    const count = (start: string) =>
      operationsOf(cell).filter((operation) => operation.startsWith(start)).length
    expect(read('vertices', id)).toBe(cell.vertices)
    expect(read('edges', id)).toBe(edgeCount(cell))
    for (const key of ['conv3x3', 'conv1x1', 'maxpool3x3']) expect(read(key, id)).toBe(count(key))
  }
})

test('there is no column that the instance does not have', async () => {
  const served = await testServed()
  const { space, release } = served
  const view = release.instances.get('plain-instance')
  if (view === undefined) throw new Error('The test release lacks plain-instance')
  const rows = answeredRows(space, problemOf(served, view, 36), { source: 'auto', halfway: false })
  for (const key of ['testAccuracy', 'latencyMs', 'kappa', '__proto__', 'constructor', '']) {
    expect(rows.columnOf(key)).toBeUndefined()
  }
  expect(rows.keys).toContain('testKappa')
})
