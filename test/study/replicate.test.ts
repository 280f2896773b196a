import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { silentReporter } from '../../report/reporter.ts'
import { runStudyCommand } from '../../study/command.ts'
import { kolmogorovSmirnov, quantileOf } from '../../study/replicate/distributions.ts'
import { verdictOf, worstVerdict } from '../../study/replicate/figure.ts'
import { replicate } from '../../study/replicate/replicate.ts'
import { sourcesFolder } from '../support/sources.ts'

const folder = mkdtempSync(join(tmpdir(), 'eo-nas-bench-study-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.skipIf(!sourcesFolder)('study -- replicate with the published tables', () => {
  test('reproduces what is known to hold, and says what does not', async () => {
    const { figures, missing } = await replicate(sourcesFolder ?? '')
    expect(missing).toEqual([])
    const found = (quantity: string) => {
      const figure = figures.find((one) => one.quantity.startsWith(quantity))
      return [figure?.verdict, figure?.ours?.split(/[ ;]/)[0]]
    }
    expect(found('Steps of the 30 walks at Hamming')).toEqual(['exact', '420'])
    expect(found('Steps of the 30 walks that 136')).toEqual(['exact', '59'])
    expect(found('Quantiles of validation OA')).toEqual(['exact', '0.570,'])
    expect(found('Distance of the 907 rows')).toEqual(['exact', '0.058'])
    expect(found('Cells with a diverged run')).toEqual(['exact', '10'])
    expect(found('Share of random matrices')).toEqual(['exact', '26.7'])
    expect(found('Positive persistence')).toEqual(['different', '0.167'])
    expect(found('Negative persistence')).toEqual(['different', '0.389'])
    expect(found('Log-likelihood of the beta')).toEqual(['different', '97.9'])
    expect(found('Log-likelihood of the weibull')).toEqual(['different', '103.0'])
    expect(found('Log-likelihood of the log-normal')).toEqual(['different', '66.8'])
  })

  test('draws the densities and the persistence', async () => {
    const { charts } = await replicate(sourcesFolder ?? '')
    expect(Object.keys(charts)).toEqual(['densities.svg', 'persistence.svg'])
    for (const chart of Object.values(charts)) {
      expect(chart).toMatch(/^<svg [^>]*xmlns=/)
      expect(chart).not.toContain('NaN')
    }
    expect(charts['densities.svg']).toContain('weibull, AIC -202.0')
    expect(charts['persistence.svg']).toContain('negative persistence')
  })
})

test('names the tables that are missing and computes what needs none', async () => {
  let printed = ''
  const settings = {
    sources: folder,
    reporter: silentReporter,
    output: {
      write: (text: string) => {
        printed += text
      },
    },
  }
  const out = join(folder, 'report')
  expect(await runStudyCommand(['replicate', '--out', out], settings)).toBe(0)
  expect(printed).toContain('lcz42_s2_36e_100.csv')
  expect(readFileSync(join(out, 'replication.md'), 'utf8')).toContain('| 9 of 9 agree | exact |')
  const { figures } = JSON.parse(readFileSync(join(out, 'replication.json'), 'utf8'))
  expect(figures.length).toBeGreaterThan(5)
  expect(await runStudyCommand(['replicates'], settings)).toBe(2)
  expect(await runStudyCommand(['replicate', '--where', 'x'], settings)).toBe(2)
})

test('a verdict is exact by the printed digits, close within 5 %, and the worst of several', () => {
  expect(verdictOf(0.4833, { value: 0.48, digits: 2 })).toBe('exact')
  expect(verdictOf(0.49, { value: 0.48, digits: 2 })).toBe('close')
  expect(verdictOf(0.39, { value: 0.48, digits: 2 })).toBe('different')
  expect(worstVerdict(['exact', 'different', 'close'])).toBe('different')
})

test('quantiles interpolate, and the distance of distributions is the greatest gap', () => {
  expect(quantileOf(Float64Array.of(4, 1, 2, 3), 0.5)).toBe(2.5)
  expect(kolmogorovSmirnov(Float64Array.of(1, 2, 3, 4), Float64Array.of(3, 4, 5, 6))).toBe(0.5)
  expect(kolmogorovSmirnov(Float64Array.of(1, 1, 2), Float64Array.of(1, 1, 2))).toBe(0)
})
