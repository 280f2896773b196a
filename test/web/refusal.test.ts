import { expect, test } from 'vitest'
import { ApiError, clientLeft } from '../../api/operations/errors.ts'
import { refusal } from '../../web/parts/refusal.ts'

test('a page says what was refused, and nothing of what went wrong inside', () => {
  expect(refusal(new ApiError('not_evaluated', 'No such value.'))).toBe('No such value.')
  expect(() => refusal(new Error('/inner/path'))).toThrow('/inner/path')
})

test('no page keeps what only one client was refused', () => {
  for (const error of [new ApiError('rate_limited', 'No units.'), clientLeft()]) {
    expect(() => refusal(error)).toThrow(error)
  }
})
