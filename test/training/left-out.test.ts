import { expect, test } from 'vitest'
import { foldPlaces, innerFolds } from '../../training/left-out.ts'

test('sample groups go to a fold as a whole, and rows without one by themselves', () => {
  const groups = Int32Array.from({ length: 60 }, (_, row) => (row < 40 ? row % 4 : -1))
  const folds = innerFolds(groups, 1)
  for (let row = 4; row < 40; row++) expect(folds[row]).toBe(folds[row % 4])
  expect(new Set(folds.subarray(40)).size).toBeGreaterThan(4)
  expect(
    foldPlaces(folds)
      .flatMap((places) => [...places])
      .sort((a, b) => a - b),
  ).toEqual([...groups.keys()])
})

test('two groups are two folds; one group is refused, since nothing could be held out', () => {
  expect(
    new Set(
      innerFolds(
        Int32Array.from({ length: 30 }, (_, row) => row % 2),
        1,
      ),
    ).size,
  ).toBe(2)
  expect(() => innerFolds(new Int32Array(30).fill(3), 1)).toThrow(
    'All 30 architectures are of one sample group, so none can be held out',
  )
})
