import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildApp } from '../../api/http/app.ts'
import { type RunningServer, serve } from '../../api/http/server.ts'
import { type Client, createClient, openRelease } from '../../client/index.ts'
import { openLocalData } from '../../client/local-data.ts'
import { releaseFiles } from '../../client/release-files.ts'
import { exportedPredictions } from '../support/exported-predictions.ts'
import { KNOWN_HASH, memoryLog, SMALL } from '../support/served.ts'

// Measured at 4 and 108 epochs, predicted at 36 and 108.
const instance = 'test-instance'

let folder: string
let server: RunningServer
let hosted: Client

beforeAll(async () => {
  const exported = await exportedPredictions()
  folder = exported.folder
  server = await serve(
    buildApp(() => exported.served, memoryLog()),
    { port: 0, host: '127.0.0.1' },
  )
  hosted = createClient(`http://127.0.0.1:${server.port}`)
})
afterAll(() => server.close())

async function outcomeOf(answer: Promise<unknown>): Promise<string> {
  const outcome = await answer.catch(({ code, detail }) => ({ failed: { code, detail } }))
  return JSON.stringify(outcome)
}

test('a question at one budget reads that budget alone, and knows of the others', async () => {
  const data = await openLocalData(releaseFiles(folder))
  const budgets = async (epochs?: number) => {
    const { release } = await data.served({ what: 'fitness', instance, epochs })
    const view = release.instances.get(instance)
    return [view?.tables, view?.predictions, view?.epochs].map((of) => [...(of?.keys() ?? [])])
  }
  const known = [0, 1, 2]
  expect(await budgets(5)).toStrictEqual([[], [], known])
  expect(await budgets(36)).toStrictEqual([[], [36], known])
  expect(await budgets()).toStrictEqual([[108], [36, 108], known])
  expect(await budgets(4)).toStrictEqual([[4, 108], [36, 108], known])
  const { release } = await data.served({ what: 'space' })
  expect(release.instances.get('plain-instance')?.tables.size).toBe(0)
})

test('answers are those of the service, in whatever order budgets are asked for', async () => {
  const questions: ((client: Client) => Promise<unknown>)[] = [
    (client) => client.getFitness({ instance, hash: KNOWN_HASH, epochs: 36 }),
    (client) => client.getFitness({ instance, hash: KNOWN_HASH, epochs: 12 }),
    (client) => client.query({ instance, architectures: [SMALL], epochs: 4, source: 'surrogate' }),
    (client) => client.listFitness({ instance, epochs: 4, limit: 3 }),
    (client) => client.query({ instance, architectures: [SMALL], epochs: 36 }),
    (client) => client.getInstance({ instance }),
    (client) => client.listInstances(),
    (client) => client.listSurrogates(),
    (client) => client.getSurrogate({ surrogate: `${instance}-1` }),
    (client) => client.getFitness({ instance: 'mars', hash: KNOWN_HASH }),
    (client) => client.getArchitecture({ hash: KNOWN_HASH }),
    (client) => client.query({ instance, architectures: [SMALL, { hash: KNOWN_HASH }] }),
  ]
  const expected = await Promise.all(questions.map((ask) => outcomeOf(ask(hosted))))
  expect(expected[1]).toContain('it has: 4, 36, 108.')
  for (const order of [questions, [...questions].reverse()]) {
    const local = await openRelease(folder)
    const answers = new Map<unknown, string>()
    for (const ask of order) answers.set(ask, await outcomeOf(ask(local)))
    expect(questions.map((ask) => answers.get(ask))).toStrictEqual(expected)
  }
  const atOnce = await openRelease(folder)
  expect(await Promise.all(questions.map((ask) => outcomeOf(ask(atOnce))))).toStrictEqual(expected)
}, 120_000)
