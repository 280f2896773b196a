import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Hono } from 'hono'
import { beforeAll, describe, expect, test } from 'vitest'
import { buildApp } from '../../api/http/app.ts'
import type { HttpEnvironment } from '../../api/http/http.ts'
import { drawnValue, predictiveDeviation } from '../../fitness/predictive.ts'
import { memoryLog, post } from '../support/served.ts'
import { testSpace } from '../support/space.ts'
import { ANCHORS } from './anchors.ts'
import type {
  complexityVectors,
  hashingVectors,
  isomorphismVectors,
  neighbourVectors,
  sampleVectors,
  validityVectors,
} from './cell-vectors.ts'
import type { drawVectors } from './draw-vectors.ts'
import { vectorRelease } from './fitness-problem.ts'
import type { fitnessVectors } from './fitness-vectors.ts'
import { vectorFiles } from './vector-files.ts'

const read = (name: string) => readFileSync(join(import.meta.dirname, name), 'utf8')

// The files are written by the functions whose types these are, which a test below checks.
const hashing = JSON.parse(read('hashing.json')) as ReturnType<typeof hashingVectors>
const isomorphism = JSON.parse(read('isomorphism.json')) as ReturnType<typeof isomorphismVectors>
const validity = JSON.parse(read('validity.json')) as ReturnType<typeof validityVectors>
const complexities = JSON.parse(read('complexity.json')) as ReturnType<typeof complexityVectors>
const neighbours = JSON.parse(read('neighbours.json')) as Awaited<
  ReturnType<typeof neighbourVectors>
>
const samples = JSON.parse(read('samples.json')) as ReturnType<typeof sampleVectors>
const draws = JSON.parse(read('draws.json')) as ReturnType<typeof drawVectors>
const fitness = JSON.parse(read('fitness.json')) as Awaited<ReturnType<typeof fitnessVectors>>

let app: Hono<HttpEnvironment>

beforeAll(async () => {
  const space = await testSpace()
  const { release } = vectorRelease(space)
  app = buildApp(() => ({ space, release }), memoryLog())
})

interface Listed {
  results: { hash: string; architectureId: number; error?: { code: string; reason: string } }[]
}

async function ask(path: string, body?: unknown): Promise<Listed> {
  const response = await app.request(path, body === undefined ? undefined : post(body))
  return (await response.json()) as Listed
}

test('the files of shared vectors are what the space and the service say today', async () => {
  for (const [name, text] of await vectorFiles(await testSpace())) {
    expect(read(name) === text, `run test/vectors/generate.ts: ${name} is another`).toBe(true)
  }
})

describe('the vectors agree with what others published', () => {
  test('of hashes, ids and representatives', async () => {
    const { inception, known } = ANCHORS
    const [cell, representative, first, last, other] = hashing
    expect(cell).toMatchObject({ hash: inception.hash, representative: inception.representative })
    expect(representative?.hash).toBe(inception.hash)
    expect(first).toMatchObject({ hash: ANCHORS.firstHash, architectureId: 0 })
    expect(last).toMatchObject({
      hash: ANCHORS.lastHash,
      architectureId: ANCHORS.architectures - 1,
    })
    expect(other).toMatchObject(known)
  })

  test('of trainable parameters and of a measured run', () => {
    const { inception } = ANCHORS
    expect(complexities.cells[0]?.complexities[0]?.trainableParameters).toBe(
      inception.trainableParameters,
    )
    const answered = fitness.queries[0]?.response.results[0]
    expect(answered).toMatchObject({
      hash: inception.hash,
      trainableParameters: inception.trainableParameters,
      metrics: {
        overallAccuracy: {
          train: inception.run['overallAccuracy.train'],
          validation: inception.run['overallAccuracy.validation'],
          test: inception.run['overallAccuracy.test'],
        },
        trainingTimeS: inception.run.trainingTimeS,
      },
    })
  })
})

describe('the vectors of draws agree with textbooks', () => {
  const relative = (value: number, exact: number) => Math.abs(value - exact) / Math.abs(exact)

  test('of exponentials and logarithms, to two units of the last place', () => {
    for (const { x, exponential } of draws.exponential) {
      // Both are within one unit of the last place, and that of the least number is 0 or twice it.
      if (exponential > 0) expect(relative(exponential, Math.exp(x)), `${x}`).toBeLessThan(4.5e-16)
      else expect(Math.exp(x)).toBeLessThan(1e-323)
    }
    for (const { x, logarithm } of draws.naturalLogarithm) {
      if (x === 1) expect(logarithm).toBe(0)
      else expect(relative(logarithm, Math.log(x)), `${x}`).toBeLessThan(4.5e-16)
    }
  })

  test('of the factor of a published matrix, and the factors give their matrices again', () => {
    expect(draws.cholesky[0]?.factor).toStrictEqual(ANCHORS.cholesky)
    for (const { matrix, factor } of draws.cholesky) {
      for (const [i, row] of matrix.entries()) {
        for (const [j, entry] of row.entries()) {
          const [left, right] = [factor[i] ?? [], factor[j] ?? []]
          const product = left.reduce((sum, one, at) => sum + one * (right[at] ?? 0), 0)
          expect(product).toBeCloseTo(entry, 12)
        }
      }
    }
  })

  test('of a log-normal distribution whose mean is its deviation', () => {
    // The variance of the logarithm is ln 2, so the median is the mean over the root of 2.
    const distribution = {
      ...({ family: 'log-normal', side: 'above', bound: 0, noise: Math.sqrt(Math.LN2) } as const),
      ...{ least: 0, most: 10, runs: 1 },
    }
    expect(drawnValue(distribution, 1, 1, 0)).toBe(Math.fround(Math.SQRT1_2))
    expect(predictiveDeviation(distribution, 1, 1, 'truth')).toBeCloseTo(0, 7)
    expect(predictiveDeviation(distribution, 1, 1, 'mean')).toBeCloseTo(1, 14)
  })
})

describe('the service passes the vectors over REST', () => {
  test('of hashing and pruning', async () => {
    const architectures = hashing.map(({ matrix, operations }) => ({ matrix, operations }))
    const { results } = await ask('/v1/architectures/resolve', { architectures })
    for (const [at, { hash, architectureId, pruned, representative }] of hashing.entries()) {
      expect(results[at]).toMatchObject({ hash, architectureId, pruned, ...representative })
    }
    expect(hashing.filter(({ pruned }) => pruned).length).toBeGreaterThan(30)
  })

  test('of isomorphic forms', async () => {
    for (const { hash, forms } of isomorphism) {
      const { results } = await ask('/v1/architectures/resolve', { architectures: forms })
      expect(new Set(results.map((one) => one.hash))).toStrictEqual(new Set([hash]))
    }
    expect(isomorphism.some(({ forms }) => forms.length > 3)).toBe(true)
  })

  test('of validity, each with its reason', async () => {
    const architectures = validity.map(({ matrix, operations }) => ({ matrix, operations }))
    const { results } = await ask('/v1/architectures/resolve', { architectures })
    expect(results.map(({ error }) => error?.reason)).toStrictEqual(
      validity.map(({ reason }) => reason),
    )
  })

  test('of neighbours and samples', async () => {
    for (const { hash, neighbours: expected } of neighbours) {
      const { results } = await ask(`/v1/architectures/${hash}/neighbours`)
      expect(results.map((one) => one.hash)).toStrictEqual(expected)
    }
    for (const { method, count, seed, architectureIds } of samples) {
      const query = `method=${method}&count=${count}&seed=${seed}`
      const { results } = await ask(`/v1/architectures/sample?${query}`)
      expect(results.map((one) => one.architectureId)).toStrictEqual(architectureIds)
    }
  })

  test('of fitness', async () => {
    for (const { request, response } of fitness.queries) {
      expect(await ask('/v1/query', request)).toStrictEqual(response)
    }
  })
})
