import { expect, test } from 'vitest'
import type { MetricsStudy } from '../../study/metrics/metrics-study.ts'
import { metricsPage } from '../../study/metrics/run-metrics.ts'

const neutral = (share: number, largestNetwork: number) => ({
  tolerance: 0.01,
  degreeMean: 1,
  share,
  networks: 3,
  largestNetwork,
})

test('the page has a row for each metric and names the one that tells most apart', () => {
  const study: MetricsStudy = {
    instance: 'one',
    epochs: 36,
    release: 'r0123456789ab',
    architectures: 200,
    divergedThreshold: 0.11,
    metrics: [
      {
        measure: 'testOverallAccuracy',
        split: 'test',
        noiseDeviation: 0.01,
        published: neutral(0.5, 100),
        byNoise: [neutral(0.2, 10), neutral(0.4, 50), neutral(0.7, 199)],
        diverged: { cells: [4, 9], runs: 3, recovered: 1 },
        majority: { majorityShare: 0.1, cells: [4, 9], distanceMean: 5.25 },
      },
      {
        measure: 'testKappa',
        split: 'test',
        noiseDeviation: null,
        published: null,
        byNoise: null,
        diverged: { cells: [], runs: 0, recovered: 0 },
        majority: null,
      },
    ],
    mostDiscerning: { test: 'testOverallAccuracy' },
  }
  const page = metricsPage(study)
  expect(page).toContain(
    '| testOverallAccuracy | 0.010 | 50.0 % | 20.0 % | 40.0 % | 70.0 % | 25.0 % | 2 (1 with a better run) | 2, 5.3 edits apart |',
  )
  expect(page).toContain('| testKappa | – | – | – | – | – | – | 0 (0 with a better run) | – |')
  expect(page).toContain('Of the test split, `testOverallAccuracy` tells most neighbours apart')
})
