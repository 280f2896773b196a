import { readFileSync, statSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { frontOf, gridOf, rangeOf } from '../../study/trade-off/trade-off.ts'
import { tradeOffChart } from '../../study/trade-off/trade-off-chart.ts'

const value = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 0, max: 20 }) },
  { weight: 1, arbitrary: fc.constant(Number.NaN) },
)
const points = fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 60 })
const columns = (pairs: readonly (readonly [number, number])[]) => ({
  x: Float64Array.from(pairs, ([x]) => x),
  y: Float64Array.from(pairs, ([, y]) => y),
})

test('the front has the values that no other point dominates, and no others', () => {
  fc.assert(
    fc.property(points, (pairs) => {
      const { x, y } = columns(pairs)
      const known = pairs.filter(([one, other]) => !Number.isNaN(one + other))
      const best = known.filter(
        ([x, y]) => !known.some(([a, b]) => a <= x && b >= y && (a < x || b > y)),
      )
      const names = new Set(best.map(([x, y]) => `${x} ${y}`))
      expect(new Set(frontOf(x, y).map(({ x, y }) => `${x} ${y}`))).toStrictEqual(names)
    }),
  )
})

test('a grid counts every point in its range once', () => {
  fc.assert(
    fc.property(points, (pairs) => {
      const { counts } = gridOf(columns(pairs), { columns: 3, rows: 4, x: [2, 11], y: [0, 20] })
      const inside = pairs.filter(([x, y]) => x >= 2 && x <= 11 && y >= 0 && y <= 20)
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(inside.length)
    }),
  )
})

test('a range leaves out the extremes', () => {
  const values = Float64Array.from({ length: 101 }, (_, at) => 100 - at)
  expect(rangeOf(values, 0.01, 0.9)).toStrictEqual([1, 90])
})

test('a chart has a shade for few and for many, and names what it shows', () => {
  const place = { columns: 2, rows: 1, x: [0, 2], y: [0, 0.3] } as const
  const svg = tradeOffChart({
    title: 'latency against accuracy',
    xLabel: 'latency',
    yLabel: 'accuracy',
    legend: 'one measured cell',
    predicted: { ...place, counts: Uint32Array.of(1, 1000) },
    measured: { ...place, counts: Uint32Array.of(0, 1) },
    front: [{ x: 0, y: 0.3 }],
  })
  expect(svg).toContain('aria-label="latency against accuracy"')
  const shades = [...svg.matchAll(/<path d="M[^"]+" fill="(#\w{6})"/g)]
  expect(new Set(shades.map(([, colour]) => colour)).size).toBe(2)
  expect(svg.match(/<circle/g)).toHaveLength(1)
  expect(svg).toContain('>one measured cell<')
  // Labels keep their digits: only places on the page are rounded.
  expect(svg).toMatch(/<text[^>]*>0\.25<|>0\.05</)
})

test('the README shows a figure that is small', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
  const figures = [...readme.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(([, path]) => path ?? '')
  expect(figures).toHaveLength(1)
  for (const path of figures) {
    const { size } = statSync(new URL(`../../${path}`, import.meta.url))
    expect(size).toBeLessThan(60_000)
  }
})
