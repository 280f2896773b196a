import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildApp } from '../../api/http/app.ts'
import { type OperationName, operations } from '../../api/operations/operations.ts'
import { CONDITION_OPERATORS } from '../../fitness/condition.ts'
import { COMPARED } from '../support/compared.ts'
import { predictedApp, predictedRelease, predictedServed } from '../support/predicted.ts'
import { idOf, KNOWN_HASH, memoryLog, SMALL, testServed } from '../support/served.ts'
import { rest } from '../support/transports.ts'
import { viewed } from '../support/viewed.ts'

interface Page {
  release: string
  instance: string
  epochs: number
  results: { hash: string; architectureId: number; metrics: Record<string, unknown> }[]
  next: string | null
}

const BASE = '/v1/instances/test-instance/architectures'

async function page(query: string, instance = 'test-instance'): Promise<Page> {
  const app = await predictedApp()
  const response = await app.request(`/v1/instances/${instance}/architectures?${query}`)
  expect([query, response.status]).toStrictEqual([query, 200])
  return (await response.json()) as Page
}

async function refused(query: string, name: OperationName = 'listFitness') {
  const path = operations[name].path.replace('{instance}', 'test-instance')
  const response = await (await predictedApp()).request(`${path}?${query}`)
  const body = (await response.json()) as {
    code: string
    detail: string
    errors?: { pointer: string }[]
  }
  return { status: response.status, ...body }
}

async function every(query: string, instance?: string): Promise<Page['results']> {
  const results: Page['results'] = []
  let cursor = ''
  for (;;) {
    const { next, results: own } = await page(`${query}${cursor}`, instance)
    results.push(...own)
    if (next === null) return results
    cursor = `&cursor=${encodeURIComponent(next)}`
  }
}

const answeredValue = ({ metrics }: Page['results'][number], metric: string, split?: string) => {
  const values = metrics[metric]
  return (split === undefined ? values : (values as Record<string, number | null>)[split]) as
    | number
    | null
}

describe('a page', () => {
  test('has 100 architectures in the order of their ids by default', async () => {
    const { results, next, instance, epochs } = await page('')
    expect(results.map(({ architectureId }) => architectureId)).toStrictEqual([
      ...Array(100).keys(),
    ])
    expect({ instance, epochs }).toStrictEqual({ instance: 'test-instance', epochs: 108 })
    expect(next).toBeTypeOf('string')
  })

  test('has what getFitness answers, measured where it was measured', async () => {
    const app = await predictedApp()
    const results = await every('where=testAccuracy>=0.58,testAccuracy<=0.65,vertices=4')
    expect(results.length).toBeGreaterThan(1)
    for (const result of [...results, ...(await page('source=tabular')).results]) {
      const input = { instance: 'test-instance', hash: result.hash }
      const { release, instance, epochs, ...answer } = (await rest(app, 'getFitness', input))
        .body as Page
      expect(result).toStrictEqual(answer)
    }
  })

  test('has only measured architectures of a table, and all predictions of a surrogate', async () => {
    const { space } = await predictedServed()
    const small = idOf(space, SMALL)
    const tabular = await every('source=tabular')
    expect(tabular.map(({ hash }) => hash).sort()).toStrictEqual(
      [space.hashOf(small), KNOWN_HASH].sort(),
    )
    const surrogate = await every(
      'source=surrogate&sort=-latencyMs&where=vertices=3&where=conv3x3=1',
    )
    expect(surrogate.find(({ architectureId }) => architectureId === small)).toMatchObject({
      source: 'surrogate',
    })
  })

  test('is sorted with what is missing last in both directions', async () => {
    const { space } = await predictedServed()
    const small = space.hashOf(idOf(space, SMALL))
    for (const [sort, first] of [
      ['validationAccuracy', small],
      ['-validationAccuracy', small],
      ['testAccuracy', KNOWN_HASH],
      ['-testAccuracy', small],
    ]) {
      const { results } = await page(`source=tabular&sort=${sort}`)
      expect([sort, results[0]?.hash]).toStrictEqual([sort, first])
      expect(results).toHaveLength(2)
    }
  })

  test('with the halfway values has them under the same names', async () => {
    const { results } = await page('source=tabular&halfway=true&where=trainAccuracy>=0.2')
    expect(
      results.map((result) => answeredValue(result, 'overallAccuracy', 'train')),
    ).toStrictEqual([0.25])
  })

  test('of an instance without evaluations at a budget is empty', async () => {
    expect(await page('source=tabular&epochs=36')).toMatchObject({ results: [], next: null })
  })
})

test('the source of an answer is a condition', async () => {
  const measured = await every('source=tabular')
  expect(measured).toHaveLength(2)
  expect(await every('where=source=tabular')).toStrictEqual(measured)
  expect(await every('where=source!=surrogate')).toStrictEqual(measured)
  const query = 'where=vertices<=4'
  const all = await every(query)
  const predicted = await every(`${query},source=surrogate`)
  expect(predicted.length).toBe(all.length - 1)
  expect(await every('source=surrogate&where=source=tabular')).toStrictEqual([])
  const { detail, errors } = await refused('where=source=tablar')
  expect(detail).toContain('source is tabular or surrogate, not "tablar". Did you mean tabular?')
  expect(errors).toMatchObject([{ pointer: '/where/0' }])
  expect((await refused('where=source>tabular')).detail).toContain('compare it with = or !=')
})

const RANGED = {
  validationAccuracy: ['overallAccuracy', 'validation'],
  testOverallAccuracy: ['overallAccuracy', 'test'],
  trainingTimeS: ['trainingTimeS', undefined],
} as const

test('any conditions and sort order give what filtering and sorting all answers gives', async () => {
  const all = await every('where=vertices<=5,conv1x1=1&limit=1000', 'predicted-instance')
  expect(all.length).toBeGreaterThan(100)
  const key = fc.constantFrom(...(Object.keys(RANGED) as (keyof typeof RANGED)[]))
  const bound = fc.record({
    key,
    operator: fc.constantFrom(...CONDITION_OPERATORS),
    of: fc.nat(all.length - 1),
  })
  const order = fc.record({ key, descending: fc.boolean() })
  const read = (result: Page['results'][number], name: keyof typeof RANGED) => {
    const [metric, split] = RANGED[name]
    return answeredValue(result, metric, split) as number
  }
  await fc.assert(
    fc.asyncProperty(
      fc.array(bound, { maxLength: 3 }),
      order,
      fc.integer({ min: 50, max: 1000 }),
      async (bounds, sort, limit) => {
        const used = bounds.map((one) => ({
          ...one,
          value: read(all[one.of] as Page['results'][number], one.key),
        }))
        const expected = all
          .filter((result) =>
            used.every((one) => COMPARED[one.operator](read(result, one.key), one.value)),
          )
          .sort((left, right) => {
            const difference = read(left, sort.key) - read(right, sort.key)
            return (
              (sort.descending ? -difference : difference) ||
              left.architectureId - right.architectureId
            )
          })
        const query = new URLSearchParams({ where: 'vertices<=5,conv1x1=1', limit: String(limit) })
        query.set('sort', `${sort.descending ? '-' : ''}${sort.key}`)
        for (const one of used) query.append('where', `${one.key}${one.operator}${one.value}`)
        const got = await every(String(query), 'predicted-instance')
        expect(got.map(({ architectureId }) => architectureId)).toStrictEqual(
          expected.map(({ architectureId }) => architectureId),
        )
      },
    ),
    { numRuns: 25 },
  )
})

test('structure and complexity are conditions and sort orders too', async () => {
  const app = await predictedApp()
  const results = await every(
    'where=vertices=4,edges>=4,edges<=5,conv1x1=2,macs>=1&sort=-macs&limit=50',
  )
  expect(results.length).toBeGreaterThan(3)
  const macs = results.map((result) => (result as unknown as { macs: number }).macs)
  expect(macs).toStrictEqual([...macs].sort((left, right) => right - left))
  for (const { hash } of results) {
    const { body } = await rest(app, 'getArchitecture', { hash })
    const {
      vertices,
      edges,
      operations: labels,
    } = body as {
      vertices: number
      edges: number
      operations: string[]
    }
    expect([4, 5]).toContain(edges)
    expect(vertices).toBe(4)
    expect(labels.filter((label) => label === 'conv1x1-bn-relu')).toHaveLength(2)
  }
})

describe('a cursor', () => {
  const first = 'sort=-testAccuracy&where=testAccuracy>=0.5,edges>3&limit=3'

  test('is in the Link header as an address relative to its own', async () => {
    const app = await predictedApp()
    const response = await app.request(
      `http://inside:1/v1/instances/test-instance/architectures?${first}`,
    )
    const { results, next } = (await response.json()) as Page
    const link = /^<(\?[^>]*)>; rel="next"$/.exec(response.headers.get('Link') ?? '')?.[1] ?? ''
    expect(new URLSearchParams(link).get('cursor')).toBe(next)
    const following = (await (await app.request(`${BASE}${link}`)).json()) as Page
    expect(following.results).toHaveLength(3)
    const firstSix = await page(first.replace('limit=3', 'limit=6'))
    expect([...results, ...following.results]).toStrictEqual(firstSix.results)
  })

  test('is null on the last page, which has no Link', async () => {
    const response = await (await predictedApp()).request(`${BASE}?source=tabular&limit=2`)
    expect(await response.json()).toMatchObject({ next: null, results: [{}, {}] })
    expect(response.headers.get('Link')).toBeNull()
  })

  test('may be used with another limit', async () => {
    const { next } = await page(first)
    const { results } = await page(`${first.replace('limit=3', 'limit=5')}&cursor=${next}`)
    expect(results).toHaveLength(5)
  })

  test('of another query is refused', async () => {
    const { next } = await page(first)
    for (const query of [
      'sort=testAccuracy&where=testAccuracy>=0.5,edges>3',
      'sort=-testAccuracy&where=testAccuracy>=0.51,edges>3',
      'sort=-testAccuracy',
      'sort=-testAccuracy&where=testAccuracy>=0.5,edges>3&epochs=36',
      'sort=-testAccuracy&where=testAccuracy>=0.5,edges>3&source=surrogate',
    ]) {
      const answer = await refused(`${query}&cursor=${next}`)
      expect(answer).toMatchObject({
        status: 400,
        code: 'request_invalid',
        errors: [{ pointer: '/cursor' }],
      })
      expect(answer.detail).toContain('another query')
    }
    const same = 'sort=-testOverallAccuracy&where=edges > 3&where=testAccuracy >= .50&limit=3'
    expect((await page(`${same}&cursor=${next}`)).results).toHaveLength(3)
  })

  test('of a release that was replaced is refused by its name', async () => {
    const { next } = await page(first)
    const { space } = await testServed()
    const { release, models } = predictedRelease(space)
    const replaced = { space, release: viewed({ ...release, id: 'rnewer' }, space, models) }
    const app = buildApp(() => replaced, memoryLog())
    const response = await app.request(`${BASE}?${first}&cursor=${next}`)
    expect(response.status).toBe(400)
    const { detail } = (await response.json()) as { detail: string }
    expect(detail).toContain('r0123456789ab')
    expect(detail).toContain('rnewer')
  })

  test('that was made up or changed is refused and never an error of the service', async () => {
    const { next } = await page(first)
    const text = Buffer.from(next ?? '', 'base64url').toString()
    const encode = (changed: string) => Buffer.from(changed).toString('base64url')
    const position = text.replace(/\d+$/, '')
    const made = [
      '',
      'x',
      '%00',
      encode(''),
      encode(`${position}423624`),
      encode(`${position}-1`),
      encode(`${position}1.5`),
      encode(`${position}99999999999`),
      encode(text.replace(/ /g, '')),
      `${next}=`,
      `${next}A`,
      encode(`__proto__ ${'x'.repeat(16)} 0`),
      'x'.repeat(301),
    ]
    for (const cursor of made) {
      const answer = await refused(`${first}&cursor=${cursor}`)
      expect([cursor, answer.status, answer.code]).toStrictEqual([cursor, 400, 'request_invalid'])
    }
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 80 }), async (cursor) => {
        const answer = await refused(`${first}&cursor=${encodeURIComponent(cursor)}`)
        expect(answer.status).toBe(400)
      }),
      { numRuns: 50 },
    )
  })
})

describe('is refused with request_invalid:', () => {
  test.each([
    ['a condition on a measure that the instance lacks', 'where=edges=4,trainKappa>0', '/where/1'],
    ['a sort order of one', 'sort=-trainingTimeS', '/sort'],
    ['a sort order that is no name', 'sort=--latencyMs', '/sort'],
    ['a sort order named as a property of every object', 'sort=constructor', '/sort'],
    ['a condition with no number', 'where=latencyMs<=fast', '/where/0'],
    ['a condition without an operator', 'where=latencyMs', '/where/0'],
    ['more conditions than 32', `where=${Array(33).fill('edges>1').join()}`, '/where'],
    ['a run', 'run=0', '/run'],
    ['a page of nothing', 'limit=0', '/limit'],
    ['a page of more than 1000', 'limit=1001', '/limit'],
    ['an unknown field', 'minimum=3', '/minimum'],
    ['a limit given twice', 'limit=3&limit=4', '/limit'],
  ])('%s', async (_, query, pointer) => {
    const answer = await refused(query)
    expect(answer).toMatchObject({ status: 400, code: 'request_invalid', errors: [{ pointer }] })
  })

  test('with what the instance has, and the nearest name', async () => {
    const { detail } = await refused('where=test_overal_accuracy>0')
    expect(detail).toContain(
      'test-instance has no test_overal_accuracy. Did you mean testOverallAccuracy? It has: ',
    )
    expect((await refused('sort=-latncyMs')).detail).toContain('Did you mean latencyMs?')
    expect(detail).toContain('testOverallAccuracy, latencyMs')
    expect(detail).toContain('trainableParameters')
  })
})

test('predictions of an instance that no surrogate predicts are not_evaluated, as no waiting brings one', async () => {
  const app = await predictedApp()
  for (const path of ['architectures', 'statistics', 'pareto?minimize=macs,testKappa']) {
    const query = path.includes('?') ? '&' : '?'
    const response = await app.request(
      `/v1/instances/plain-instance/${path}${query}source=surrogate`,
    )
    expect([path, response.status]).toStrictEqual([path, 404])
    expect(await response.json()).toMatchObject({ code: 'not_evaluated' })
  }
})

describe('as NDJSON', () => {
  const NDJSON = { headers: { Accept: 'application/x-ndjson' } }
  const lines = async (query: string) => {
    const response = await (await predictedApp()).request(`${BASE}?${query}`, NDJSON)
    expect(response.headers.get('Content-Type')).toBe('application/x-ndjson')
    expect(response.headers.get('Vary')).toContain('Accept')
    const text = await response.text()
    expect(text.endsWith('\n') || text === '').toBe(true)
    return text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Page['results'][number])
  }

  test('all pages are one answer, one result a line', async () => {
    const query = 'where=vertices=5,macs<=700000000&sort=-latencyMs'
    const streamed = await lines(query)
    expect(streamed.length).toBeGreaterThan(100)
    expect(streamed).toStrictEqual(await every(`${query}&limit=1000`))
  })

  test('a limit and a cursor hold, and nothing is no line', async () => {
    const { next } = await page('sort=macs&limit=5')
    const streamed = await lines(`sort=macs&limit=4&cursor=${next}`)
    expect(streamed).toStrictEqual((await page('sort=macs&limit=9')).results.slice(5))
    expect(await lines('where=testAccuracy>=2')).toStrictEqual([])
  })

  test('an error before the first line is a problem like any other', async () => {
    const response = await (await predictedApp()).request(`${BASE}?sort=kappa`, NDJSON)
    expect(response.status).toBe(400)
    expect(response.headers.get('Content-Type')).toBe('application/problem+json')
    await response.text()
  })
})
