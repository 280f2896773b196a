import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldsByGroup, foldsByRow, holdOut } from '../../../training/evaluation/folds.ts'

const WALKS = Int32Array.from({ length: 450 }, (_, row) => row % 30)

describe('foldsByGroup', () => {
  it('never parts a group, and tests on each row once', () => {
    const groups = fc.array(fc.integer({ min: -1, max: 30 }), { minLength: 100, maxLength: 200 })
    fc.assert(
      fc.property(groups, fc.integer({ min: 0, max: 99 }), (list, seed) => {
        const splits = foldsByGroup({ groups: Int32Array.from(list), folds: 5, seed })
        const tested = splits.flatMap(({ test }) => [...test])
        expect(tested.sort((a, b) => a - b)).toEqual([...list.keys()])
        for (const { train, test } of splits) {
          expect(train.length + test.length).toBe(list.length)
          const trained = new Set(Array.from(train, (row) => list[row]))
          for (const row of test) if (list[row] !== -1) expect(trained).not.toContain(list[row])
        }
      }),
      { numRuns: 30 },
    )
  })

  it('makes folds of three of thirty walks, others with another seed', () => {
    const folds = (seed: number) => foldsByGroup({ groups: WALKS, folds: 10, seed })
    for (const { test } of folds(1)) {
      expect(test.length).toBe(45)
      expect(new Set(Array.from(test, (row) => WALKS[row])).size).toBe(3)
    }
    expect(folds(1)).toEqual(folds(1))
    expect(folds(1)).not.toEqual(folds(2))
  })

  it('says how many folds can be made of the groups', () => {
    expect(() => foldsByGroup({ groups: WALKS, folds: 31, seed: 1 })).toThrow(
      '31 folds cannot be made of 30 groups. Give --folds from 2 to 30.',
    )
  })
})

describe('foldsByRow', () => {
  it('parts the rows evenly and at random', () => {
    const splits = foldsByRow({ groups: WALKS, folds: 10, seed: 1 })
    const tested = splits.flatMap(({ test }) => [...test])
    expect(tested).not.toEqual([...WALKS.keys()])
    expect(tested.sort((a, b) => a - b)).toEqual([...WALKS.keys()])
    expect(splits.map(({ test }) => test.length)).toEqual(new Array(10).fill(45))
  })
})

describe('holdOut', () => {
  it('trains on so many and tests on the others, or on so many of them', () => {
    const { train, test } = holdOut({ rows: 100, trainSize: 30, testSize: null, seed: 1 })
    expect([train.length, test.length]).toEqual([30, 70])
    expect(new Set([...train, ...test]).size).toBe(100)
    const both = holdOut({ rows: 100, trainSize: 30, testSize: 20, seed: 1 })
    expect([both.train.length, both.test.length]).toEqual([30, 20])
    expect(new Set([...both.train, ...both.test]).size).toBe(50)
    expect(holdOut({ rows: 100, trainSize: null, testSize: 20, seed: 1 }).train.length).toBe(80)
  })

  it('refuses more rows than there are', () => {
    expect(() => holdOut({ rows: 100, trainSize: 90, testSize: 20, seed: 1 })).toThrow(
      'There are 100 architectures, which cannot be split into 90 to train on and 20 to test on.',
    )
  })
})
