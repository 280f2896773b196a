import { z } from 'zod'
import { answeredMeasure } from '../../fitness/answered-measure.ts'
import { fullMeasureKey } from '../../fitness/measure.ts'
import { clusterPopulation } from '../../search/populations/cluster-population.ts'
import { latinHypercubeSteps, sampleUniform } from '../../space/sample.ts'
import type { Context } from './context.ts'
import { describeArchitecture } from './describe-architecture.ts'
import { ApiError } from './errors.ts'
import { instanceView, noFitness, openFitness } from './fitness.ts'
import { operation } from './operation.ts'
import type { Steps } from './run-cooperatively.ts'
import { populationAnswer, populationRequest } from './schemas/population.ts'

const PopulationInput = z.strictObject(populationRequest)
type PopulationInput = z.infer<typeof PopulationInput>

export const getInitialPopulation = operation({
  name: 'getInitialPopulation',
  method: 'GET',
  path: '/v1/instances/{instance}/initial-population',
  summary: 'Get an initial population for a search',
  description:
    'Architectures to start a search from: those nearest to the centres of clusters of a sample, on the instance itself or on another one. The answer says what they are worth on the instance. The same parameters give the same population.',
  input: PopulationInput,
  output: z.strictObject(populationAnswer),
  reads: 'budgets',
  errors: ['instance_not_found', 'not_evaluated'],
  examples: [
    {
      title: 'Five architectures from 50',
      input: { instance: 'so2sat-lcz42', size: 5, sample: 50, seed: 1 },
    },
  ],
  architectures: ({ size }) => size,
  processorMs: ({ sample }) => 100 + sample,
  handle: function* (context, input) {
    const { space, release } = context
    const from = input.from ?? input.instance
    const measure = fullMeasureKey(input.measure)
    const sampled = sampleUniform(space, input.sample, input.seed)
    const { ids, indices } = yield* populationOf(context, { ...input, from, measure }, sampled)
    const own =
      from === input.instance || input.method !== 'k-means'
        ? ids
        : yield* ownPopulation(context, { ...input, from: input.instance, measure }, sampled)
    const worth = (of: readonly number[]) =>
      meanFitness(context, { ...input, from: input.instance, measure }, of)
    return {
      release: release.id,
      instance: input.instance,
      from,
      measure,
      indices,
      worth: { population: worth(ids), sample: worth(sampled), own: own && worth(own) },
      results: ids.map((architectureId) =>
        describeArchitecture(space, { architectureId, pruned: false }),
      ),
    }
  },
})

type Asked = PopulationInput & { readonly from: string }

function* populationOf(
  context: Context,
  asked: Asked,
  sampled: readonly number[],
): Steps<{ readonly ids: readonly number[]; readonly indices: Indices }> {
  const { space } = context
  const { method, size, seed } = asked
  if (method === 'random') return { ids: sampleUniform(space, size, seed), indices: null }
  if (method === 'latin-hypercube') {
    return { ids: yield* latinHypercubeSteps(space, size, seed), indices: null }
  }
  if (size > sampled.length) {
    const detail = `size is ${size} and sample ${sampled.length}; a sample has at least size architectures.`
    throw new ApiError('request_invalid', detail, { errors: [{ pointer: '/size', detail }] })
  }
  const fitness = fitnessRows(context, asked, sampled)
  yield
  const cells = sampled.map((id) => space.cellOf(id))
  const { places, indices } = clusterPopulation({ ...asked, cells, fitness })
  return { ids: places.map((place) => sampled[place] as number), indices }
}

/** Null where the instance lacks the fitness that would make its own clusters. */
function* ownPopulation(
  context: Context,
  asked: Asked,
  sampled: readonly number[],
): Steps<readonly number[] | null> {
  try {
    return (yield* populationOf(context, asked, sampled)).ids
  } catch (error) {
    if (error instanceof ApiError && error.code === 'not_evaluated') return null
    throw error
  }
}

type Indices = z.infer<typeof populationAnswer.indices>

/** The fitness of each architecture at the budgets at which all of them have one. */
function fitnessRows(context: Context, asked: Asked, ids: readonly number[]): number[][] {
  const columns: number[][] = []
  for (const epochs of instanceView(context, asked.from).epochs) {
    const values = fitnessAt(context, { ...asked, epochs }, ids)
    if (values.every((value) => value !== null)) columns.push(values)
  }
  if (columns.length > 0) {
    return ids.map((_, at) => columns.map((column) => column[at] as number))
  }
  throw new ApiError(
    'not_evaluated',
    `${asked.from} has no ${asked.measure} of all ${ids.length} sampled architectures.`,
  )
}

function fitnessAt(
  context: Context,
  asked: Asked & { readonly epochs?: number },
  ids: readonly number[],
): (number | null)[] {
  const { from, epochs, source, measure } = asked
  const selection = { run: 'mean', seed: 0, halfway: false, deviation: 'run', world: 0 } as const
  const { answer } = openFitness(context, { instance: from, epochs, source, ...selection })
  return ids.map((id) => {
    const fitness = answer(id, context.space.hashOf(id))
    if ('code' in fitness) {
      if (fitness.code !== 'not_evaluated') throw noFitness(fitness)
      return null
    }
    const value = answeredMeasure(fitness, measure)
    if (value !== undefined) return value
    const detail = `${from} has no ${measure}.`
    throw new ApiError('request_invalid', detail, { errors: [{ pointer: '/measure', detail }] })
  })
}

/** At the largest budget; null where one has no value. */
function meanFitness(context: Context, asked: Asked, ids: readonly number[]): number | null {
  let sum = 0
  for (const value of fitnessAt(context, asked, ids)) {
    if (value === null) return null
    sum += value
  }
  return sum / ids.length
}
