import { expect, test } from 'vitest'
import { decay, decayTable } from '../../../surrogate/worlds/decay.ts'
import { waveTable, writeWaves } from '../../../surrogate/worlds/waves.ts'

test('the portable exponential of a world agrees with that of the engine', () => {
  for (let at = 0; at < 6300; at++) {
    const value = at / 100.3
    expect(Math.abs(decay(decayTable(), value) / Math.exp(-value) - 1)).toBeLessThan(1e-12)
  }
  expect(decay(decayTable(), 64)).toBe(0)
})

test('the portable waves of a world agree with those of the engine, also of negative angles', () => {
  const turns = Float64Array.from({ length: 2001 }, (_, at) => (at - 1000) / 77.7)
  const out = new Float64Array(2 * turns.length)
  writeWaves(waveTable(), turns, { scale: 1.3, out })
  for (const [at, turn] of turns.entries()) {
    const angle = 2 * Math.PI * 1.3 * turn
    expect(Math.abs((out[2 * at] as number) - Math.cos(angle))).toBeLessThan(1e-12)
    expect(Math.abs((out[2 * at + 1] as number) - Math.sin(angle))).toBeLessThan(1e-12)
  }
})
