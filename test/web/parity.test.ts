import { expect, test } from 'vitest'
import type { PageRequest } from '../../web/ask.ts'
import type { Card } from '../../web/parts/intervals.ts'
import { parityDrawing, parityPoints } from '../../web/parts/parity-drawing.ts'
import { axesOf, type Instance, mainAxis } from '../../web/shared/measures.ts'
import { exampleServed } from '../support/example-release.ts'

const INSTANCE = { id: 'so2sat-lcz42' } as Instance

async function pointsOf(measured: Float64Array, leftOut: object | undefined) {
  const { release } = await exampleServed()
  const { card } = [...release.surrogates.values()][0] ?? {}
  const [first] = card?.outputs ?? []
  if (card === undefined || first === undefined) throw new Error('No card')
  const outputs = [{ ...first, measure: 'overallAccuracy.validation', epochs: 108, leftOut }]
  const instance = { ...INSTANCE, metrics: card.instance.metrics } as Instance
  const axis = mainAxis(axesOf(instance))
  const request = { column: async () => measured } as unknown as PageRequest
  const own = { ...card, outputs } as unknown as Card
  return { points: await parityPoints(request, own, { instance, axis, epochs: 108 }), axis }
}

test('a parity point is the measured value of a cell and the prediction that had not seen it', async () => {
  const measured = Float64Array.of(0.5, Number.NaN, 0.7, 0.9)
  const { points, axis } = await pointsOf(measured, {
    architectureIds: [0, 1, 3],
    means: [0.55, 0.6, 0.8],
  })
  // Cell 1 was not measured here: the card knows it, the service does not.
  expect(points).toStrictEqual([
    [0.5, 0.55],
    [0.9, 0.8],
  ])
  const drawn = String(await parityDrawing([...points, [0.6, 0.6]], axis))
  const marks = /class="parity-points" d="([^"]*)"/.exec(drawn)?.[1] ?? ''
  expect(marks.match(/M/g)).toHaveLength(3)
  // A right prediction is on the diagonal: as far from the left as from the bottom.
  const [, x, y] = /M([\d.]+) ([\d.]+)h0$/.exec(marks) ?? []
  expect(Number(x)).toBeCloseTo(1000 - Number(y), 6)
  expect(drawn).toContain('of 3 cells')
})

test('a card without predictions out of fold has no parity points', async () => {
  const { points, axis } = await pointsOf(Float64Array.of(0.5), undefined)
  expect(points).toStrictEqual([])
  expect(String(await parityDrawing(points, axis))).toBe('')
})
