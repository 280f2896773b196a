import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  type Evaluator,
  geneticAlgorithm,
  incumbentsOf,
  isValidGenotype,
  matrixSample,
  openProblem,
  type ProblemOptions,
  plusEvolution,
  publishedSample,
  randomSearch,
  randomSource,
  regretOf,
  regularisedEvolution,
  replay,
  runSearch,
  writeTrajectory,
} from '../../client/search.ts'
import { answeredMeasure } from '../../fitness/answered-measure.ts'
import type { Space } from '../../space/space.ts'
import { evaluatorFor } from '../support/search-evaluator.ts'
import { testSpace } from '../support/space.ts'
import { worldsFor } from '../support/world-model.ts'
import { VECTOR_INSTANCE, vectorRelease } from '../vectors/fitness-problem.ts'

const INVALID = new Array<number>(26).fill(0)

let space: Space
let evaluator: Evaluator
let hashes: string[]

beforeAll(async () => {
  space = await testSpace()
  const { ids, release } = vectorRelease(space)
  evaluator = evaluatorFor(space, release)
  hashes = ids.map((id) => space.hashOf(id))
})

const open = (options: Omit<ProblemOptions, 'instance'>) =>
  openProblem(evaluator, { instance: VECTOR_INSTANCE.id, source: 'surrogate', ...options })

describe('a problem', () => {
  test.each([
    ['free', 1],
    ['charged', 3],
  ] as const)('with repeats %s charges %d of three equal evaluations', async (repeats, charged) => {
    const problem = await open({ budget: { evaluations: 5 }, repeats })
    for (let time = 0; time < 3; time++) await problem.evaluate(hashes[5] ?? '')
    expect(problem.spent()).toMatchObject({
      charged,
      trained: 1,
      repeated: 2,
      epochs: 108 * charged,
    })
  })

  test('lets an invalid cell cost nothing, or one evaluation of 0, or refuses it', async () => {
    const budget = { evaluations: 1 }
    const resample = await open({ budget })
    expect(await resample.evaluate(INVALID)).toMatchObject({ charged: false, values: [null] })
    expect(resample.done).toBe(false)
    const zero = await open({ budget, invalid: 'zero' })
    expect(await zero.evaluate(INVALID)).toMatchObject({ charged: true, values: [0] })
    expect(zero.done).toBe(true)
    const refusing = await open({ budget, invalid: 'error' })
    await expect(refusing.evaluate(INVALID)).rejects.toThrow('No path leads')
    expect(refusing.trajectory().outcomes).toStrictEqual([])
  })

  test('never exceeds a budget of epochs', async () => {
    const problem = await open({ budget: { epochs: 250 } })
    for (const hash of hashes.slice(0, 2)) await problem.evaluate(hash)
    await expect(problem.evaluate(hashes[2] ?? '')).rejects.toThrow('The budget is spent.')
    await problem.evaluate(hashes[2] ?? '', 12)
    expect(problem.spent().epochs).toBe(228)
  })

  test('refuses budgets, objectives and workers that there are not', async () => {
    for (const wrong of [
      { budget: { evaluations: 0 } },
      { budget: { evaluations: 1, epochs: 1 } },
      { budget: { seconds: 1, workers: 0 } },
      { budget: { evaluations: 1 }, objectives: ['colour'] },
      { budget: { evaluations: 1 }, objectives: ['testAccuracy', 'testOverallAccuracy'] },
    ]) {
      await expect(open(wrong)).rejects.toThrow(RangeError)
    }
  })

  test('is spent exactly by any search under any policy, and its trajectory replays', async () => {
    const algorithms = [randomSearch, regularisedEvolution, geneticAlgorithm, plusEvolution]
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          invalid: fc.constantFrom('resample', 'zero'),
          repeats: fc.constantFrom('free', 'charged'),
          noise: fc.boolean(),
          seed: fc.nat(),
        }),
        fc.constantFrom(...algorithms),
        async (policy, algorithm) => {
          const budget = { evaluations: 40 }
          const problem = await open({ budget, ...policy })
          const { seed } = policy
          const trajectory = await runSearch(problem, algorithm(problem, { seed }))
          const { charged, trained, repeated, invalid, unevaluated } = problem.spent()
          expect(charged).toBe(40)
          expect(trained + repeated + invalid + unevaluated).toBe(trajectory.outcomes.length)
          const counted = policy.repeats === 'charged' ? trained + repeated : trained
          expect(counted + (policy.invalid === 'zero' ? invalid : 0)).toBe(40)
          const again = await replay(evaluator, writeTrajectory(trajectory))
          expect(again.spent()).toStrictEqual(problem.spent())
        },
      ),
      { numRuns: 25 },
    )
  })

  test('does not replay a trajectory with another value or of another release', async () => {
    const problem = await open({ budget: { evaluations: 3 } })
    const text = writeTrajectory(await runSearch(problem, randomSearch(problem, { seed: 1 })))
    const [header = '', first = '', ...rest] = text.split('\n')
    const changed = JSON.parse(first)
    changed.values[0] += 1e-9
    const other = [header, JSON.stringify(changed), ...rest].join('\n')
    await expect(replay(evaluator, other)).rejects.toThrow('Line 2')
    const moved = [header.replace('r0123456789ab', 'r000000000000'), first, ...rest].join('\n')
    await expect(replay(evaluator, moved)).rejects.toThrow('r000000000000')
  })
})

test('a problem is in world 0 unless it says another source, and in each world another landscape', async () => {
  const { loaded, release } = vectorRelease(space)
  const predictions = loaded.surrogate?.predictions ?? []
  const worlds = evaluatorFor(space, release, () => worldsFor(VECTOR_INSTANCE.id, predictions))
  const trajectories = await Promise.all(
    [{}, { world: 1 }, { world: 1, noise: true, seed: 2 }].map(async (options) => {
      const of = { instance: VECTOR_INSTANCE.id, budget: { evaluations: 12 }, ...options }
      const problem = await openProblem(worlds, of)
      return runSearch(problem, randomSearch(problem, { seed: 1 }))
    }),
  )
  expect(trajectories.map(({ header }) => [header.source, header.world])).toStrictEqual([
    ['world', 0],
    ['world', 1],
    ['world', 1],
  ])
  const values = trajectories.map(({ outcomes }) =>
    JSON.stringify(outcomes.map((one) => one.values)),
  )
  expect(new Set(values).size).toBe(3)
  for (const trajectory of trajectories) await replay(worlds, writeTrajectory(trajectory))
})

test('a weighted objective is the accuracy less the cost of the network', async () => {
  const objectives = [{ measure: 'validationAccuracy', weight: 0.2 }]
  const problem = await open({ budget: { evaluations: 40 }, objectives })
  const trajectory = await runSearch(problem, regularisedEvolution(problem, { seed: 1 }))
  expect(trajectory.header.objectives).toStrictEqual([
    { name: 'validationOverallAccuracy', direction: 'maximize', macsWeight: 0.2 },
  ])
  const of = { epochs: 108, source: 'surrogate', world: null } as const
  const macs = { name: 'macs', maximize: true }
  const { optimum } = await evaluator.reference(VECTOR_INSTANCE.id, macs, of)
  expect(problem.macsMost).toBe(optimum)
  const [first] = trajectory.outcomes
  const selection = { ...of, run: 'mean', seed: 0 } as const
  const answer = await evaluator.evaluate(VECTOR_INSTANCE.id, first?.hash ?? '', selection)
  const accuracy = answer && answeredMeasure(answer, 'validationAccuracy')
  expect(first?.values).toStrictEqual([
    (accuracy ?? 0) - 0.2 * ((answer?.macs ?? 0) / problem.macsMost),
  ])
  expect(await regretOf(problem)).toMatchObject({ normalised: null })
  expect((await regretOf(problem)).simple).toBeGreaterThan(0)
})

test('regret is against the best of all architectures', async () => {
  const problem = await open({ budget: { evaluations: 50 } })
  const { outcomes } = await runSearch(problem, randomSearch(problem, { seed: 1 }))
  const { value, optimum, simple, normalised } = await regretOf(problem)
  expect(value).toBe(Math.max(...outcomes.map(({ values }) => values[0] ?? 0)))
  // Its predictions repeat every 101 architectures.
  expect(optimum).toBe(Math.fround(0.9 + 208 / 2500))
  expect(simple).toBe(optimum - value)
  expect(normalised).toBeGreaterThan(0)
  expect(normalised).toBeLessThan(1)
  expect(incumbentsOf(problem).predicted).toBe(1)
})

test.each([
  [publishedSample, 0.17],
  [matrixSample, 0.27],
])('%o is invalid as often as published: %d', (sample, share) => {
  const random = randomSource(1)
  const count = 20_000
  let invalid = 0
  for (let at = 0; at < count; at++) invalid += isValidGenotype(sample(random)) ? 0 : 1
  expect(Math.abs(invalid / count - share)).toBeLessThan(0.01)
})
