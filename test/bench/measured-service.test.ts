import { expect, test } from 'vitest'
import { measuredEnvironment } from '../../bench/measured-service.ts'

test('a measured service has the data and the models that the benchmark was given', () => {
  const given = { DATA_FOLDER: 'copy', EO_NAS_BENCH_MODELS: 'models', DATABASE_URL: 'postgres://' }
  expect(measuredEnvironment({ ...given, PORT: '8101' }, 'new')).toStrictEqual({
    ...given,
    EO_NAS_BENCH_SOURCES: expect.any(String),
  })
  expect(measuredEnvironment({}, 'new')).toStrictEqual({
    DATA_FOLDER: 'new',
    EO_NAS_BENCH_SOURCES: expect.any(String),
  })
})
