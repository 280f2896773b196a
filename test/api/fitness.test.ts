import { describe, expect, test } from 'vitest'
import { operations } from '../../api/operations/operations.ts'
import { settle } from '../../api/operations/run-cooperatively.ts'
import { cellOfForm, formOf, parseCell } from '../../space/cell.ts'
import { complexity } from '../../space/complexity.ts'
import {
  BRANCHES,
  BRANCHES_REORDERED,
  KNOWN_HASH,
  KNOWN_ID,
  SMALL,
  testContext,
  testRelease,
  UNEVALUATED,
} from '../support/served.ts'
import { testSpace } from '../support/space.ts'
import { viewed } from '../support/viewed.ts'

type Selection = Partial<ReturnType<typeof operations.query.input.parse>>

async function queried(input: object) {
  const parsed = operations.query.input.parse(input)
  return settle(operations.query.handle(await testContext(), parsed))
}

async function ask(architecture: object, selection: Selection = {}) {
  const input = { instance: 'test-instance', ...selection, architectures: [architecture] }
  const answer = await queried(input)
  const [result] = answer.results
  if (result === undefined || 'error' in result) throw new Error(JSON.stringify(result))
  return result
}

async function refused(architecture: object, selection: Selection = {}) {
  const input = { instance: 'test-instance', ...selection, architectures: [architecture] }
  const answer = await queried(input)
  const [result] = answer.results
  if (result === undefined || !('error' in result)) throw new Error('This was answered.')
  return result.error
}

describe('a query', () => {
  test('has the fields of the contract in their order', async () => {
    const input = { instance: 'test-instance', architectures: [{ hash: KNOWN_HASH }] }
    const answer = await queried(input)
    expect(Object.keys(answer)).toStrictEqual(['release', 'instance', 'epochs', 'results'])
    expect(Object.keys(answer.results[0] ?? {})).toStrictEqual([
      'hash',
      'architectureId',
      'source',
      'run',
      'runs',
      'trainableParameters',
      'macs',
      'metrics',
      'standardDeviation',
      'nearestMeasured',
    ])
    expect(answer.results[0]).toMatchObject({ hash: KNOWN_HASH, architectureId: KNOWN_ID })
  })

  test('takes the largest budget by default', async () => {
    const input = { instance: 'test-instance', architectures: [] }
    const { epochs } = await queried(input)
    expect(epochs).toBe(108)
  })

  test('gives the same as one look-up after the other, in whatever order', async () => {
    const context = await testContext()
    const hashes = [KNOWN_HASH, 'd32d0b26d534203b48d866facd98cc3e']
    for (const run of ['mean', 'random', 0] as const) {
      const selection = { instance: 'test-instance', run, seed: 12 }
      const singles = hashes.map((hash) => {
        const input = operations.getFitness.input.parse({ ...selection, hash })
        const { release, instance, epochs, ...rest } = operations.getFitness.handle(context, input)
        expect([release, instance, epochs]).toStrictEqual([
          context.release.id,
          'test-instance',
          108,
        ])
        return rest
      })
      const both = async (list: string[]) => {
        const architectures = list.map((hash) => ({ hash }))
        return (await queried({ ...selection, architectures })).results
      }
      expect(await both(hashes)).toStrictEqual(singles)
      expect(await both([...hashes].reverse())).toStrictEqual([...singles].reverse())
    }
  })
})

describe('values', () => {
  test('of one run are exactly as published, and missing ones are null', async () => {
    const one = await ask({ hash: KNOWN_HASH })
    expect(one.metrics).toStrictEqual({
      overallAccuracy: { train: null, validation: null, test: 1 / 3 },
      latencyMs: 1 / 3,
    })
    expect(one).toMatchObject({ run: 'mean', runs: 1, source: 'tabular', standardDeviation: null })
    expect((await ask(SMALL, { run: 0 })).metrics).toStrictEqual({
      overallAccuracy: { train: 0.7, validation: 0.1 + 0.2, test: 0.5 },
      latencyMs: 11.5,
    })
    expect((await ask(SMALL, { run: 2 })).metrics).toStrictEqual({
      overallAccuracy: { train: 0.9, validation: 0.5, test: null },
      latencyMs: null,
    })
  })

  test('of several runs are means with sample standard deviations', async () => {
    const { metrics, standardDeviation, runs } = await ask(SMALL)
    expect(runs).toBe(3)
    expect(metrics).toStrictEqual({
      overallAccuracy: {
        train: (0.7 + 0.8 + 0.9) / 3,
        validation: (0.1 + 0.2 + 0.4 + 0.5) / 3,
        test: 0.5,
      },
      latencyMs: 12,
    })
    expect(standardDeviation).toStrictEqual({
      overallAccuracy: {
        train: expect.closeTo(0.1, 12),
        validation: expect.closeTo(0.1, 12),
        test: null,
      },
      latencyMs: Math.SQRT1_2,
    })
  })

  test('halfway are asked for, and the answer says so', async () => {
    const input = { instance: 'test-instance', halfway: true, run: 0, architectures: [SMALL] }
    const answer = await queried(input)
    expect(answer.halfway).toBe(true)
    expect(answer.results[0]).toMatchObject({
      metrics: { overallAccuracy: { train: 0.25, validation: 0.125, test: 0.0625 } },
    })
  })
})

describe('run random', () => {
  test('echoes a run of the architecture, and the same seed draws the same', async () => {
    const drawn = new Set<unknown>()
    for (let seed = 0; seed < 50; seed++) {
      const result = await ask(SMALL, { run: 'random', seed })
      expect(await ask(SMALL, { run: 'random', seed })).toStrictEqual(result)
      expect(result).toStrictEqual(await ask(SMALL, { run: result.run }))
      drawn.add(result.run)
    }
    expect([...drawn].sort()).toStrictEqual([0, 1, 2])
  })
})

describe('a source', () => {
  test('tabular and auto without a row are not_evaluated', async () => {
    for (const source of ['tabular', 'auto'] as const) {
      expect(await refused(UNEVALUATED, { source })).toMatchObject({ code: 'not_evaluated' })
    }
  })

  test('surrogate is not_evaluated without one, also where a row exists', async () => {
    expect(await refused(SMALL, { source: 'surrogate' })).toMatchObject({
      code: 'not_evaluated',
    })
  })

  test('a run that the architecture does not have is not_evaluated and says how many it has', async () => {
    const { code, detail } = await refused({ hash: KNOWN_HASH }, { run: 1 })
    expect(code).toBe('not_evaluated')
    expect(detail).toContain('1 run ')
  })
})

describe('trainable parameters', () => {
  const shape = { height: 16, width: 16, channels: 4, classes: 5 }

  test('are of the form that was trained, else of the representative', async () => {
    const [trained, other] = [BRANCHES_REORDERED, BRANCHES].map(({ matrix, operations: labels }) =>
      complexity(parseCell(matrix, labels).cell, shape),
    )
    expect(trained).not.toStrictEqual(other)
    const space = await testSpace()
    const id = space.idOf(parseCell(BRANCHES.matrix, BRANCHES.operations).cell)
    const representative = complexity(space.cellOf(id), shape)
    expect(cellOfForm(formOf(space.cellOf(id)))).toStrictEqual(space.cellOf(id))
    const select = { instance: 'plain-instance' }
    for (const form of [BRANCHES, BRANCHES_REORDERED]) {
      expect(await ask(form, { ...select, run: 0 })).toMatchObject(trained ?? {})
      expect(await ask(form, { ...select, run: 1 })).toMatchObject(representative)
      expect(await ask(form, select)).toMatchObject(trained ?? {})
    }
  })

  test('of the example of the contract are as there', async () => {
    const answer = operations.getArchitecture.handle(await testContext(), { hash: KNOWN_HASH })
    expect(answer).toMatchObject({ architectureId: KNOWN_ID, vertices: 7, edges: 8 })
    // 10 channels and 17 classes give the published 3,825,425; here are 4 and 5.
    const fewer = 6 * 9 * 128 + 12 * 513
    expect(answer.complexity['test-instance']?.trainableParameters).toBe(3_825_425 - fewer)
    expect(Object.keys(answer.complexity).sort()).toStrictEqual(['plain-instance', 'test-instance'])
  })
})

describe('an instance', () => {
  test('has the fields of the contract in their order, and what the release holds', async () => {
    const answer = operations.getInstance.handle(await testContext(), { instance: 'test-instance' })
    expect(Object.keys(answer)).toStrictEqual([
      'id',
      'title',
      'dataset',
      'sensor',
      'input',
      'classes',
      'protocol',
      'epochs',
      'runs',
      'metrics',
      'architectures',
      'surrogate',
      'withheld',
      'completeness',
      'sources',
      'citation',
    ])
    expect(answer).toMatchObject({
      epochs: [4, 108],
      runs: 3,
      architectures: { tabular: 3, surrogate: 0, total: 423_624 },
      surrogate: null,
      completeness: 'partial',
      sources: [{ licence: 'none', attribution: 'Copyright 2025 Nobody' }],
    })
  })

  test('without any evaluation has no budget', async () => {
    const space = await testSpace()
    const [first] = testRelease(space).instances
    if (first === undefined) throw new Error('The test release is empty.')
    const release = viewed({ ...testRelease(space), instances: [{ ...first, tables: [] }] }, space)
    const context = { ...(await testContext()), release }
    const answer = operations.getInstance.handle(context, { instance: 'test-instance' })
    expect(answer).toMatchObject({ epochs: [], runs: 0, architectures: { tabular: 0 } })
    const input = operations.getFitness.input.parse({ instance: 'test-instance', hash: KNOWN_HASH })
    expect(() => operations.getFitness.handle(context, input)).toThrow(
      expect.objectContaining({ code: 'epochs_not_available' }),
    )
  })
})
