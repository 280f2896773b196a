import {
  copyFileSync,
  cpSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildApp } from '../../api/http/app.ts'
import { type RunningServer, serve } from '../../api/http/server.ts'
import {
  type Client,
  createClient,
  DamagedFileError,
  type FitnessProblem,
  type Inputs,
  type LocalRelease,
  openRelease,
} from '../../client/index.ts'
import {
  evaluatorOf,
  openProblem,
  regularisedEvolution,
  runSearch,
  writeTrajectory,
} from '../../client/search.ts'
import { parseCell } from '../../space/cell.ts'
import { moduleHash } from '../../space/module-hash.ts'
import { exportFolder } from '../support/exported.ts'
import { exportedPredictions } from '../support/exported-predictions.ts'
import { predictedInstance } from '../support/predicted.ts'
import { BRANCHES, KNOWN_HASH, memoryLog, SMALL } from '../support/served.ts'

let folder: string
let server: RunningServer
let hosted: Client
let local: LocalRelease

beforeAll(async () => {
  const exported = await exportedPredictions()
  folder = exported.folder
  server = await serve(
    buildApp(() => exported.served, memoryLog()),
    { port: 0, host: '127.0.0.1' },
  )
  hosted = createClient(`http://127.0.0.1:${server.port}`)
  local = await openRelease(folder)
})
afterAll(() => server.close())

/** What a client answers or how it fails, as text: the same text, the same answer to the last bit. */
async function outcomeOf(answer: Promise<unknown>): Promise<string> {
  const outcome = await answer.catch(({ code, status, detail, reason, errors }) => ({
    failed: { code, status, detail, reason, errors },
  }))
  return JSON.stringify(outcome)
}

async function same(ask: (client: Client) => Promise<unknown>): Promise<void> {
  expect(await outcomeOf(ask(local))).toBe(await outcomeOf(ask(hosted)))
}

test('makes the same initial populations, also from another instance', async () => {
  const asked = { instance: 'predicted-instance', size: 5, sample: 40, seed: 3 }
  await same((client) => client.getInitialPopulation(asked))
  const transfer = { ...asked, instance: 'plain-instance', from: 'predicted-instance' }
  await same((client) => client.getInitialPopulation(transfer))
  const { results } = await local.getInitialPopulation(transfer)
  expect(results.length).toBeGreaterThan(1)
})

test('has the functions of the client of a service, and the release it is of', () => {
  const own = ['release', 'lookUp', 'fitnessOf', 'hashOf']
  expect(Object.keys(local)).toStrictEqual([...Object.keys(hosted), ...own])
  expect(local.release).toBe('r0123456789ab')
})

test('answers every operation as the service does', async () => {
  await same((client) => client.listInstances())
  await same((client) => client.getInstance({ instance: 'plain-instance' }))
  await same((client) => client.resolveArchitectures({ architectures: [SMALL, BRANCHES] }))
  await same((client) => client.sampleArchitectures({ count: 5, seed: 7 }))
  await same((client) => client.getArchitecture({ hash: KNOWN_HASH }))
  await same((client) => client.listNeighbours({ hash: KNOWN_HASH }))
  await same((client) => client.listSurrogates())
})

test('fails as the service does', async () => {
  const instance = 'test-instance'
  const wrong: Inputs['getFitness'][] = [
    { instance: 'mars', hash: KNOWN_HASH },
    { instance, hash: KNOWN_HASH, epochs: 5 },
    { instance, hash: KNOWN_HASH, run: 2 },
    { instance, hash: 'f'.repeat(32) },
    { instance: 'plain-instance', hash: KNOWN_HASH, halfway: true },
    { instance, hash: 'short' },
  ]
  for (const input of wrong) await same((client) => client.getFitness(input))
})

test('gives the same bytes for 10,000 architectures, for each source and run', async () => {
  const { results } = await local.sampleArchitectures({ count: 10_000, seed: 3 })
  const architectures = [...results.map(({ hash }) => ({ hash })), SMALL, BRANCHES]
  const selections: Omit<Inputs['query'], 'architectures'>[] = [
    { instance: predictedInstance.id },
    { instance: predictedInstance.id, source: 'surrogate', run: 'random', seed: 5 },
    { instance: predictedInstance.id, deviation: 'mean' },
    { instance: predictedInstance.id, deviation: 'truth', run: 'random', seed: 6 },
    { instance: 'test-instance', run: 'random', seed: 9 },
    { instance: 'test-instance', deviation: 'mean' },
    { instance: 'test-instance', epochs: 4, source: 'tabular' },
    { instance: 'test-instance', halfway: true },
    { instance: 'plain-instance', run: 0 },
    { instance: 'plain-instance', run: 1 },
  ]
  for (const selection of selections) {
    await same((client) =>
      client.query({ ...selection, architectures: architectures.slice(0, 10_000) }),
    )
    await same((client) => client.query({ ...selection, architectures: [SMALL, BRANCHES] }))
  }
})

test('answers listings, Pareto fronts and statistics as the service does', async () => {
  const { id: instance } = predictedInstance
  const listing = { instance, sort: '-trainingTimeS', limit: 7, where: ['vertices<=6'] }
  await same((client) => client.listFitness(listing))
  const { next } = await local.listFitness(listing)
  await same((client) => client.listFitness({ ...listing, cursor: next ?? '' }))
  const near = {
    ...listing,
    where: ['vertices<=6', 'nearestMeasured<=1'],
    deviation: 'truth' as const,
  }
  await same((client) => client.listFitness(near))
  const { results } = await local.listFitness(near)
  expect(new Set(results.map((one) => one.nearestMeasured))).toStrictEqual(new Set([0, 1]))
  await same((client) =>
    client.getParetoFront({ instance, minimize: ['trainingTimeS'], maximize: ['testAccuracy'] }),
  )
  await same((client) => client.getStatistics({ instance: 'test-instance', epochs: 4 }))
}, 60_000)

test('looks up one number by hash, matrix or id, as a query answers it', async () => {
  const instance = 'test-instance'
  const { results } = await local.query({ instance, architectures: [SMALL, { hash: KNOWN_HASH }] })
  const accuracy = await local.lookUp({ instance, value: 'testAccuracy' })
  for (const result of results) {
    if ('error' in result) throw new Error(result.error.detail)
    const { test: expected = null } = result.metrics['overallAccuracy'] as { test?: number | null }
    expect(accuracy.ofHash(result.hash)).toBe(expected)
    expect(accuracy.ofId(result.architectureId)).toBe(expected)
  }
  const parameters = await local.lookUp({ instance, value: 'trainableParameters' })
  expect(parameters.ofMatrix(SMALL.matrix, SMALL.operations)).toBe(
    'error' in (results[0] ?? { error: null })
      ? null
      : (results[0] as { trainableParameters: number }).trainableParameters,
  )
  expect(() => accuracy.ofHash('f'.repeat(32))).toThrow(
    expect.objectContaining({ name: 'EoNasBenchError', code: 'architecture_not_found' }),
  )
  expect(() => accuracy.ofMatrix([[0]], ['input'])).toThrow(
    expect.objectContaining({ name: 'EoNasBenchError', code: 'architecture_invalid' }),
  )
  await expect(local.lookUp({ instance, value: 'beauty' })).rejects.toMatchObject({
    code: 'request_invalid',
  })
})

test('opens the fitness of one selection, with the answers and errors of single look-ups', async () => {
  const { results } = await local.sampleArchitectures({ count: 50, seed: 11 })
  const hashes = [...results.map(({ hash }) => hash), KNOWN_HASH, KNOWN_HASH.toUpperCase(), 'short']
  hashes.push('f'.repeat(32))
  const selections: FitnessProblem[] = [
    { instance: predictedInstance.id },
    { instance: predictedInstance.id, source: 'surrogate', run: 'random', seed: 5 },
    { instance: predictedInstance.id, source: 'world', world: 3, run: 0 },
    { instance: 'test-instance', epochs: 4, source: 'tabular' },
  ]
  for (const selection of selections) {
    const fitnessOf = await local.fitnessOf(selection)
    for (const hash of hashes) {
      const opened = outcomeOf((async () => fitnessOf(hash))())
      expect(await opened).toBe(await outcomeOf(local.getFitness({ ...selection, hash })))
    }
  }
  const wrong = local.fitnessOf({ instance: 'mars' })
  await expect(wrong).rejects.toMatchObject({ code: 'instance_not_found' })
})

test('names the module hash of a cell', () => {
  expect(local.hashOf(parseCell(BRANCHES.matrix, BRANCHES.operations).cell)).toBe(
    moduleHash(parseCell(BRANCHES.matrix, BRANCHES.operations).cell),
  )
})

test.each([
  { options: { source: 'world', invalid: 'zero' }, status: 'trained' },
  { options: { source: 'surrogate', noise: true, repeats: 'charged' }, status: 'trained' },
  { options: { source: 'tabular', invalid: 'zero' }, status: 'unevaluated' },
] as const)(
  'a search on $options.source has the trajectory that it has on a service',
  async ({ options, status }) => {
    const trajectoryOf = async (client: Client) => {
      const problem = await openProblem(evaluatorOf(client), {
        instance: predictedInstance.id,
        budget: { evaluations: 80 },
        ...options,
      })
      const search = regularisedEvolution(problem, { seed: 2, population: 20, sample: 5 })
      return writeTrajectory(await runSearch(problem, search))
    }
    const lines = (await trajectoryOf(local)).split('\n')
    expect(lines).toStrictEqual((await trajectoryOf(hosted)).split('\n'))
    const statuses = new Set(lines.slice(1, -1).map((line) => JSON.parse(line).status))
    expect(statuses).toContain(status)
    expect(statuses).toContain('invalid')
  },
)

test('draws any world from the files of the model, with the bits of the service', async () => {
  const asked = { instance: predictedInstance.id, source: 'world', world: 4_294_967_295 } as const
  const { results } = await local.sampleArchitectures({ count: 5, seed: 4 })
  const architectures = results.map(({ hash }) => ({ hash }))
  for (const run of ['mean', 0, 7] as const) {
    await same((client) => client.query({ ...asked, run, architectures }))
  }
  const fitness = await local.getFitness({ ...asked, hash: KNOWN_HASH })
  expect(fitness).toMatchObject({ source: 'world', world: asked.world })
  const accuracy = await local.lookUp({ ...asked, value: 'testAccuracy' })
  expect(accuracy.ofHash(KNOWN_HASH)).toBe(
    (fitness.metrics['overallAccuracy'] as { test: number }).test,
  )
})

test('an aborted call rejects with the reason of its signal', async () => {
  const reason = new Error('enough')
  const call = local.listInstances(undefined, { signal: AbortSignal.abort(reason) })
  await expect(call).rejects.toBe(reason)
})

describe('a folder', () => {
  const copy = () => {
    const damaged = exportFolder()
    cpSync(folder, damaged, { recursive: true })
    return damaged
  }

  test('without a manifest, or with that of something else, is refused with what to give', async () => {
    await expect(openRelease(exportFolder())).rejects.toThrow(/manifest\.json/)
    const other = copy()
    writeFileSync(join(other, 'manifest.json'), '{"format": 9}')
    await expect(openRelease(other)).rejects.toThrow(/manifest\.json.*npm run release/)
  })

  test('with a file that is cut short or altered is refused, whichever file it is', async () => {
    const needed = readdirSync(folder).filter((name) => /\.(parquet|bin)$|^instances/.test(name))
    for (const name of needed.filter((one) => !/^architectures|[.]fitness[.]/.test(one))) {
      const path = join(copy(), name)
      const bytes = readFileSync(path)
      for (const damage of ['short', 'altered']) {
        if (damage === 'short') truncateSync(path, bytes.length - 1)
        else {
          const altered = Buffer.from(bytes)
          altered.writeUInt8(altered.readUInt8(bytes.length >> 1) ^ 1, bytes.length >> 1)
          writeFileSync(path, altered)
        }
        const opened = openRelease(join(path, '..')).then((release) => release.listInstances())
        await expect(opened, `${name} ${damage}`).rejects.toThrow(DamagedFileError)
        await expect(opened).rejects.toThrow(name)
      }
    }
  }, 60_000)

  test('that is repaired is read when it is asked for again', async () => {
    const damaged = copy()
    const name = 'test-instance.evaluations.parquet'
    truncateSync(join(damaged, name), 10)
    const release = await openRelease(damaged)
    const ask = () => release.getFitness({ instance: 'test-instance', hash: KNOWN_HASH })
    await expect(ask()).rejects.toThrow(name)
    copyFileSync(join(folder, name), join(damaged, name))
    expect((await ask()).hash).toBe(KNOWN_HASH)
  })
})

test('a file that changes after it was checked is refused', async () => {
  const changed = exportFolder()
  cpSync(folder, changed, { recursive: true })
  const release = await openRelease(changed)
  const ask = (epochs: number) =>
    release.getFitness({ instance: 'test-instance', hash: KNOWN_HASH, epochs })
  expect((await ask(108)).hash).toBe(KNOWN_HASH)
  const path = join(changed, 'test-instance.evaluations.parquet')
  const bytes = readFileSync(path)
  writeFileSync(path, bytes.fill(7, 4, 90))
  await expect(ask(4)).rejects.toThrow(/evaluations\.parquet has changed since it was opened/)
  expect((await ask(108)).hash).toBe(KNOWN_HASH)
})

describe('an address', () => {
  let files: Server
  let address: string
  const asked: string[] = []
  beforeAll(async () => {
    files = createServer((request, response) => {
      const name = request.url?.split('/').at(-1) ?? ''
      asked.push(name)
      if (name.endsWith('gone')) response.writeHead(404).end()
      else response.end(readFileSync(join(folder, name)))
    })
    await new Promise<void>((listening) => files.listen(0, '127.0.0.1', listening))
    address = `http://127.0.0.1:${(files.address() as AddressInfo).port}/v1/releases/r0123456789ab/`
  })
  afterAll(() => new Promise((closed) => files.close(closed)))

  test('is read file by file, as they are needed, and tells how far it is', async () => {
    const progress = new Map<string, number>()
    const release = await openRelease(address, {
      onProgress: (file, done, total) => progress.set(file, done / total),
    })
    expect(asked).toStrictEqual(['manifest.json', 'instances.json', 'space-1.bin'])
    const input = { instance: 'plain-instance', architectures: [BRANCHES] }
    expect(await outcomeOf(release.query(input))).toBe(await outcomeOf(hosted.query(input)))
    expect(asked.slice(3)).toStrictEqual(['plain-instance.evaluations.parquet'])
    expect(progress.get('space-1.bin')).toBe(1)
  })
})
