import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { randomNormal } from '../../fitness/random-normal.ts'
import { autocorrelation, heldDifferences } from '../../training/walk-differences.ts'
import { readWalks } from '../../training/walks.ts'
import { KNOWN_HASH, KNOWN_ID } from '../support/served.ts'
import { testSpace } from '../support/space.ts'

const WORLDS = 256
const stream = (measure: string) => randomNormal(3, { instance: 'test', epochs: 1, measure })

test('intervals of differences hold 80 % where steps deviate together, and independent draws are too wide', () => {
  // Each walk has a deviation of its own; its steps differ by a fifth of that.
  const [walk, step] = [stream('walk'), stream('step')]
  const pairs = 300
  const valueIn = (pair: number, end: number, world: number) =>
    walk(pair * 1000 + world) + 0.2 * step((2 * pair + end) * 1000 + world)
  const values = Float64Array.from({ length: 2 * pairs * WORLDS }, (_, at) => {
    const cell = Math.floor(at / WORLDS)
    return valueIn(cell >> 1, cell & 1, at % WORLDS)
  })
  const measured = Float64Array.from({ length: 2 * pairs }, (_, cell) =>
    valueIn(cell >> 1, cell & 1, 999),
  )
  const walks = Array.from({ length: pairs }, (_, pair) => [[2 * pair, 2 * pair + 1] as const])
  const inWorlds = { values, worlds: WORLDS }
  const together = heldDifferences(inWorlds, measured, { walks, shift: 0 })
  const independent = heldDifferences(inWorlds, measured, { walks, shift: 1 })
  expect(together.share).toBeGreaterThan(0.73)
  expect(together.share).toBeLessThan(0.87)
  expect(independent.share).toBe(1)
  const [low, high] = together.interval
  expect(low).toBeLessThan(together.share)
  expect(high).toBeGreaterThan(together.share)
  // Of a share of .8 in 300 independent steps, twice 1.96 standard errors.
  expect(high - low).toBeCloseTo(2 * 1.96 * Math.sqrt((0.8 * 0.2) / pairs), 1)
  expect(independent.width / together.width).toBeGreaterThan(4)
})

test('steps that are held or missed walk by walk tell less than as many independent ones', () => {
  // Each world says 0 or 1; what was measured lies inside for half of the walks, outside for the others.
  const [walkCount, stepCount] = [20, 14]
  const cells = walkCount * (stepCount + 1)
  const values = Float64Array.from({ length: cells * 4 }, (_, at) => at % 2)
  const walks = Array.from({ length: walkCount }, (_, walk) =>
    Array.from({ length: stepCount }, (_, step) => {
      const from = walk * (stepCount + 1) + step
      return [from, from + 1] as const
    }),
  )
  const measured = Float64Array.from({ length: cells }, (_, cell) =>
    Math.floor(cell / (stepCount + 1)) % 2 === 0 ? 0 : 5 * (cell % (stepCount + 1)),
  )
  const { share, interval } = heldDifferences({ values, worlds: 4 }, measured, { walks, shift: 1 })
  expect(share).toBe(0.5)
  const [low, high] = interval
  // A standard error of .112 over walks; over steps it would be .03.
  expect(high - low).toBeGreaterThan(0.35)
  expect(high - low).toBeLessThan(0.55)
})

test('the autocorrelation at one step is that of each walk about its own mean', () => {
  const values = [1, 2, 3, 4, 10, 8, 10, 8]
  const of = (...walks: number[][]) => autocorrelation(walks, (place) => values[place] as number)
  // (-1.5 × -.5 + -.5 × .5 + .5 × 1.5) / 5, and three products of -1 over four squares.
  expect(of([0, 1, 2, 3])).toBeCloseTo(0.25, 12)
  expect(of([4, 5, 6, 7])).toBeCloseTo(-0.75, 12)
  expect(of([0, 1, 2, 3], [4, 5, 6, 7])).toBeCloseTo(-0.25, 12)
  // What a missing value parts is no step: (-1.5 × -.5 + .5 × 1.5) / 5.
  values.push(Number.NaN)
  expect(of([0, 1, 8, 2, 3])).toBeCloseTo(0.3, 12)
})

test('walks are read in the order of a table, and what is missing is named', async () => {
  const space = await testSpace()
  const path = join(mkdtempSync(join(tmpdir(), 'walks-')), 'walks.csv')
  const other = space.hashOf(17)
  writeFileSync(path, `n,h\nb,${KNOWN_HASH}\na,${other}\nb,${other}\na,${KNOWN_HASH}\nc,${other}\n`)
  const columns = new Map([
    ['walk', 'n'],
    ['hash', 'h'],
  ])
  expect(await readWalks(path, columns, space)).toStrictEqual([
    [KNOWN_ID, 17],
    [17, KNOWN_ID],
  ])
  await expect(readWalks(path, new Map(), space)).rejects.toThrow(/no column walk; it has n, h/)
  writeFileSync(path, `walk,hash\na,${'f'.repeat(32)}\n`)
  await expect(readWalks(path, new Map(), space)).rejects.toThrow(/no architecture/)
})
