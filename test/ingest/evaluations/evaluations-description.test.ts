import { describe, expect, it } from 'vitest'
import { KNOWN } from '../../support/built-in.ts'
import { DESCRIPTION, INSTANCE, open } from './own-evaluations.ts'

describe('a description', () => {
  const of = (description: unknown) => open('hash,epochs,val,kappa,ms\n', { description })

  it.each([
    [
      'an unknown measure',
      { ...DESCRIPTION, columns: { val: 'accuracy' } },
      /accuracy is no measure of the instance, which has overallAccuracy.validation, overallAccuracy.test, kappa, latencyMs/,
    ],
    [
      'a measure twice',
      { ...DESCRIPTION, columns: { a: 'kappa', b: 'kappa' } },
      /two columns are named for kappa/,
    ],
    [
      'a column twice',
      { ...DESCRIPTION, columns: { epochs: 'kappa' } },
      /column epochs is used twice/,
    ],
    ['no measure', { ...DESCRIPTION, columns: {} }, /columns names no measure/],
    ['an unknown field', { ...DESCRIPTION, colums: {} }, /colums/],
    [
      'another unit',
      {
        ...DESCRIPTION,
        instance: { ...INSTANCE, metrics: [{ ...INSTANCE.metrics[0], unit: 'percent' }] },
      },
      /unit/,
    ],
    [
      'a NUL in the title, which Postgres cannot store',
      { ...DESCRIPTION, instance: { ...INSTANCE, title: 'So2Sat\0' } },
      /a NUL character is not allowed\s+→ at instance\.title/,
    ],
    [
      'a NUL in what its tables are called',
      { ...DESCRIPTION, sources: { title: 'Own\0', licence: 'MIT' } },
      /A NUL character is not allowed\s+→ at sources\.title/,
    ],
    [
      'the name of a file of releases as id',
      { ...DESCRIPTION, instance: { ...INSTANCE, id: 'architectures' } },
      /exported releases have a file architectures.sqlite already.* Choose another id/,
    ],
  ])('is refused with %s', async (_, description, reason) => {
    await expect(of(description)).rejects.toThrow(reason)
    await expect(of(description)).rejects.toMatchObject({ name: 'IngestError' })
  })

  it.each(KNOWN.ids)('is refused with the id of the built-in instance %s', async (id) => {
    await expect(of({ ...DESCRIPTION, instance: { ...INSTANCE, id } })).rejects.toThrow(
      `the instance ${id} has a source of its own`,
    )
  })

  const metric = (name: string, more: object = {}) => ({ ...INSTANCE.metrics[1], name, ...more })
  const withMetrics = (...metrics: object[]) =>
    of({ ...DESCRIPTION, instance: { ...INSTANCE, metrics: [...INSTANCE.metrics, ...metrics] } })

  it.each([
    'architectureId',
    'hash',
    'epochs',
    'run',
    'trainableParameters',
    'macs',
    'trainedForm',
  ])('is refused with the metric %s, a column that exported tables have', async (name) => {
    await expect(withMetrics(metric(name))).rejects.toThrow(
      new RegExp(
        `${name} would be the column [a-z_]+, which exported tables have: rename the metric`,
      ),
    )
  })

  it.each([
    [[metric('ab'), metric('abSd')], 'the standard deviation of ab and abSd', 'ab_sd'],
    [[metric('abSd'), metric('ab')], 'abSd and the standard deviation of ab', 'ab_sd'],
    [[metric('ab', { splits: ['test'] }), metric('abTest')], 'ab.test and abTest', 'ab_test'],
    [
      [metric('ab', { halfway: true }), metric('halfwayAb')],
      'halfwayAb and halfway.ab',
      'halfway_ab',
    ],
  ])('is refused with two metrics of one exported column: %#', async (metrics, both, column) => {
    await expect(withMetrics(...metrics)).rejects.toThrow(
      `${both} would both be the exported column ${column}: rename a metric`,
    )
  })

  it('says whom to name for the tables and for itself, nobody without', async () => {
    const table = 'hash,epochs,val,kappa,ms\n'
    const sources = { title: 'Own', licence: 'MIT', attribution: 'Copyright 2025 Nobody' }
    const { plan } = (await open(table, { description: { ...DESCRIPTION, sources } })).source
    const said = { licence: 'MIT', attribution: 'Copyright 2025 Nobody' }
    expect(plan.files).toMatchObject([said, said])
    const none = (await open(table)).source.plan
    expect(none.files.map(({ attribution }) => attribution)).toEqual([null, null])
  })

  it('is part of the plan, so that another one reads the same table again', async () => {
    const table = 'hash,epochs,val,kappa,ms\n'
    const one = await open(table)
    const same = await open(table)
    const other = await open(table, { description: { ...DESCRIPTION, columns: { val: 'kappa' } } })
    expect(same.source.plan).toEqual(one.source.plan)
    expect(other.source.plan).not.toEqual(one.source.plan)
  })
})
