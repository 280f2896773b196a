import { describe, expect, it } from 'vitest'
import { rankAgreement } from '../../study/agreement/rank-agreement.ts'

const NONE = Number.NaN

describe('rankAgreement', () => {
  it('counts only cells that both have', () => {
    const one = Float64Array.of(1, 2, NONE, 3, 4)
    const other = Float64Array.of(10, 20, 30, NONE, 40)
    expect(rankAgreement(one, other)).toEqual({ cells: 3, tau: 1, standardError: 0 })
  })

  it('is 1 for the same order, -1 for the reverse, and symmetric', () => {
    const values = Float64Array.from({ length: 50 }, (_, at) => (at * 17) % 50)
    const reversed = values.map((value) => -value)
    expect(rankAgreement(values, values).tau).toBe(1)
    expect(rankAgreement(values, reversed).tau).toBe(-1)
    const other = values.map((value, at) => value + ((at * 7) % 23))
    expect(rankAgreement(values, other)).toEqual(rankAgreement(other, values))
  })

  it('is less certain with fewer cells', () => {
    const pair = (length: number) => {
      const one = Float64Array.from({ length }, (_, at) => (at * 37) % 101)
      return rankAgreement(
        one,
        one.map((value, at) => value + ((at * 53) % 97)),
      )
    }
    const few = pair(25)
    const many = pair(100)
    expect(few.standardError).toBeGreaterThan(1.3 * (many.standardError ?? Infinity))
    expect(many.standardError).toBeGreaterThan(0.02)
    expect(many.standardError).toBeLessThan(0.1)
  })

  it('says that there is none where values do not differ', () => {
    const flat = Float64Array.of(1, 1, 1)
    expect(rankAgreement(flat, Float64Array.of(1, 2, 3))).toMatchObject({ cells: 3, tau: null })
    expect(rankAgreement(Float64Array.of(NONE), Float64Array.of(1)).standardError).toBeNull()
  })
})
