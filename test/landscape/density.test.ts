import { expect, test } from 'vitest'
import { densityAt, fitDensities } from '../../landscape/density.ts'

const values = Float64Array.from({ length: 60 }, (_, at) => 0.3 + 0.4 * Math.sqrt((at + 1) / 61))

test('the densities at the values multiply to the likelihood that was maximized', () => {
  for (const fit of fitDensities(values)) {
    const logs = values.reduce((sum, value) => sum + Math.log(densityAt(fit, value)), 0)
    expect(logs).toBeCloseTo(fit.logLikelihood, 6)
  }
})

test('no parameters near the fitted ones are more likely', () => {
  for (const fit of fitDensities(values)) {
    const [one, other] = fit.parameters
    for (const [a, b] of [
      [1.01, 1],
      [0.99, 1],
      [1, 1.01],
      [1, 0.99],
    ] as const) {
      const moved = { ...fit, parameters: [one * a, other * b] as const }
      const logs = values.reduce((sum, value) => sum + Math.log(densityAt(moved, value)), 0)
      expect(logs).toBeLessThan(fit.logLikelihood)
    }
  }
})

test('a density integrates to 1', () => {
  for (const fit of fitDensities(values)) {
    let area = 0
    for (let step = 0; step < 20_000; step++) area += densityAt(fit, (step + 0.5) / 20_000) / 20_000
    // The two that reach beyond 1 have little there.
    expect(area).toBeCloseTo(1, 2)
  }
})
