import { beforeEach, describe, expect, test } from 'vitest'
import { buildApp } from '../../api/http/app.ts'
import type { Preparation } from '../../api/operations/preparation.ts'
import { memoryLog, SMALL, testServed, UNEVALUATED } from '../support/served.ts'
import { rest, trpc } from '../support/transports.ts'

// A release of the table alone, whose surrogate computes its predictions meanwhile.
const computing: Preparation = {
  predictions: 'computing',
  progress: 0.437,
  pending: [
    { surrogate: 'test-instance-1', instance: 'test-instance', epochs: [108] },
    { surrogate: 'new-instance-1', instance: 'new-instance', epochs: [12] },
  ],
}
let preparation: Preparation

async function app() {
  const served = { ...(await testServed()), preparation: () => preparation }
  return buildApp(() => served, memoryLog())
}

beforeEach(() => {
  preparation = computing
})

const DETAIL =
  'Predictions of test-instance are being computed: 43 %. Measured architectures are answered now: ask with source tabular, or try again later.'
const unavailable = { code: 'unavailable', status: 503, detail: DETAIL, progress: 0.43 }

async function hashOf(architecture: object): Promise<string> {
  const { body } = await rest(await app(), 'resolveArchitectures', {
    architectures: [architecture],
  })
  return (body as { results: { hash: string }[] }).results[0]?.hash ?? ''
}

describe('while predictions are being computed', () => {
  const problem = { instance: 'test-instance', epochs: 108 }

  test('a cell that will be predicted is unavailable with the progress, and when to ask again', async () => {
    const input = { ...problem, hash: await hashOf(UNEVALUATED) }
    for (const source of ['auto', 'surrogate'] as const) {
      for (const transport of [rest, trpc]) {
        const { status, body } = await transport(await app(), 'getFitness', { ...input, source })
        expect(status).toBe(503)
        expect(body).toMatchObject(unavailable)
      }
    }
    const path = `/v1/instances/test-instance/architectures/${input.hash}?epochs=108`
    const answer = await (await app()).request(path)
    expect(answer.headers.get('Retry-After')).toBe('5')
    expect(answer.headers.get('Cache-Control')).toBe('no-store')
  })

  test('a measured cell is answered, and one that is asked of the table alone is not evaluated', async () => {
    const measured = { ...problem, hash: await hashOf(SMALL) }
    expect((await rest(await app(), 'getFitness', measured)).status).toBe(200)
    const other = { ...problem, hash: await hashOf(UNEVALUATED) }
    for (const selection of [{ source: 'tabular' }, { run: 0 }]) {
      const { body } = await rest(await app(), 'getFitness', { ...other, ...selection })
      expect(body).toMatchObject({ code: 'not_evaluated', status: 404 })
    }
  })

  test('in a batch it is the error of that item', async () => {
    const input = { ...problem, architectures: [SMALL, UNEVALUATED] }
    for (const transport of [rest, trpc]) {
      const { status, body } = await transport(await app(), 'query', input)
      expect(status).toBe(200)
      const { status: _, ...error } = unavailable
      expect(body).toMatchObject({ results: [{ source: 'tabular' }, { error }] })
    }
  })

  test('what lists, compares or counts predictions is unavailable, never a part of it', async () => {
    const fronts = { minimize: ['latencyMs'], maximize: ['testOverallAccuracy'] }
    const asked = [
      ['listFitness', {}],
      ['getParetoFront', fronts],
      ['getStatistics', {}],
    ] as const
    for (const [name, more] of asked) {
      for (const source of ['auto', 'surrogate'] as const) {
        const { body } = await rest(await app(), name, { ...problem, ...more, source })
        expect(body, name).toMatchObject(unavailable)
      }
      const tabular = { ...problem, ...more, source: 'tabular' }
      expect((await rest(await app(), name, tabular)).status, name).toBe(200)
    }
    const path = '/v1/instances/test-instance/architectures?epochs=108'
    const headers = { Accept: 'application/x-ndjson' }
    expect((await (await app()).request(path, { headers })).status).toBe(503)
  })

  test('its surrogates are unavailable, and an instance that only they answer', async () => {
    const both = /^Predictions of test-instance, new-instance are being computed: 43 %/
    const { body } = await rest(await app(), 'listSurrogates', {})
    expect(body).toMatchObject({ status: 503, detail: expect.stringMatching(both) })
    const card = await rest(await app(), 'getSurrogate', { surrogate: 'test-instance-1' })
    expect(card.body).toMatchObject(unavailable)
    const instance = await rest(await app(), 'getInstance', { instance: 'new-instance' })
    expect(instance.body).toMatchObject({ code: 'unavailable', progress: 0.43 })
    const unknown = await rest(await app(), 'getInstance', { instance: 'mars' })
    expect(unknown.body).toMatchObject({ code: 'instance_not_found' })
  })

  test('other budgets and instances are answered as ever', async () => {
    const { body } = await rest(await app(), 'query', {
      instance: 'test-instance',
      epochs: 4,
      architectures: [UNEVALUATED],
    })
    expect(body).toMatchObject({ results: [{ error: { code: 'not_evaluated' } }] })
    expect((await rest(await app(), 'listInstances', {})).status).toBe(200)
  })

  test('/readyz tells that the table is served, and how far the predictions are', async () => {
    const { release } = await testServed()
    const ready = async () => (await (await app()).request('/readyz')).json()
    expect(await ready()).toEqual({
      status: 'ready',
      release: release.id,
      predictions: 'computing',
      progress: 0.43,
      detail: expect.stringContaining('are being computed: 43 %'),
    })
    preparation = { predictions: 'complete', progress: 1, pending: [] }
    expect(await ready()).toEqual({
      status: 'ready',
      release: release.id,
      predictions: 'complete',
      progress: 1,
    })
    preparation = { predictions: 'failed', progress: 0.4, pending: [], failure: 'It failed.' }
    expect(await ready()).toMatchObject({ predictions: 'failed', detail: 'It failed.' })
  })

  test('what was opened before is not evaluated once the predictions do not come', async () => {
    const service = await app()
    const input = { ...problem, architectures: [UNEVALUATED] }
    const codeOf = async () => {
      const { body } = await rest(service, 'query', input)
      return (body as { results: { error?: { code: string } }[] }).results[0]?.error?.code
    }
    expect(await codeOf()).toBe('unavailable')
    preparation = { predictions: 'failed', progress: 0.4, pending: [] }
    expect(await codeOf()).toBe('not_evaluated')
  })
})
