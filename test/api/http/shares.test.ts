import { expect, test } from 'vitest'
import { Shares } from '../../../api/http/shares.ts'

const LIMITS = { total: 32, ofClient: 8, reserved: 8, ofClientReserved: 1 }

test('four clients cannot hold all there is: the last quarter is for those that hold little', () => {
  const shares = new Shares(LIMITS)
  const taken = ['a', 'b', 'c', 'd'].map((client) => {
    let own = 0
    while (shares.take(client, 1) === null) own++
    return own
  })
  expect(taken).toStrictEqual([8, 8, 8, 1])
  expect(shares.take('a', 1)).toBe('own')
  expect(shares.take('d', 1)).toBe('all')
  expect(shares.take('e', 1)).toBeNull()
  expect(shares.take('e', 1)).toBe('all')
})

test('whoever is not limited may have all, and no more', () => {
  const shares = new Shares(LIMITS)
  expect(shares.take(null, 32)).toBeNull()
  expect([shares.take(null, 1), shares.take('a', 1)]).toStrictEqual(['all', 'all'])
})

test('what is given back is there again, and what is refused is not taken', () => {
  const shares = new Shares(LIMITS)
  expect(shares.take('a', 9)).toBe('own')
  expect(shares.held).toBe(0)
  expect(shares.take('a', 8)).toBeNull()
  shares.give('a', 3)
  expect([shares.held, shares.take('a', 4), shares.take('a', 3)]).toStrictEqual([5, 'own', null])
})
