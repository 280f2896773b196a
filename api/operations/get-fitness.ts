import { z } from 'zod'
import { JsonWriter } from '../../fitness/json-writer.ts'
import { architectureIdOf } from './describe-architecture.ts'
import { noFitness, openFitness, openFitnessWriting } from './fitness.ts'
import { operation } from './operation.ts'
import { preparing } from './prepare-world.ts'
import { ModuleHash } from './schemas/architecture.ts'
import { Fitness, fitnessSelection, InstanceId } from './schemas/fitness.ts'

export const getFitness = operation({
  name: 'getFitness',
  method: 'GET',
  path: '/v1/instances/{instance}/architectures/{hash}',
  summary: 'Get the fitness of one architecture on an instance',
  description:
    'The measured values of one architecture: the mean of its runs, or one run; where it was not measured, what a surrogate predicts. Says which release, run and source it comes from.',
  input: z.strictObject({ instance: InstanceId, hash: ModuleHash, ...fitnessSelection }),
  output: Fitness,
  reads: 'fitness',
  errors: ['architecture_not_found', 'instance_not_found', 'epochs_not_available', 'not_evaluated'],
  examples: [
    {
      title: 'Measured where it was measured, else predicted',
      input: { instance: 'so2sat-lcz42', hash: 'fb150c15ea56ec137175f9cc967397a9' },
    },
    {
      title: 'A reproducible draw of the prediction',
      input: {
        instance: 'so2sat-lcz42',
        hash: 'fb150c15ea56ec137175f9cc967397a9',
        epochs: 108,
        source: 'surrogate',
        run: 'random',
        seed: 7,
      },
    },
    {
      title: 'The true value in one world, and a run in it',
      input: {
        instance: 'so2sat-lcz42',
        hash: 'fb150c15ea56ec137175f9cc967397a9',
        epochs: 108,
        source: 'world',
        world: 1,
        run: 0,
      },
    },
  ],
  prepare: preparing(false),
  handle: (context, input) => {
    const { answered, answer, counts } = openFitness(context, input)
    const fitness = answer(architectureIdOf(context.space, input.hash), input.hash)
    if ('code' in fitness) throw noFitness(fitness)
    counts[fitness.source]++
    return { ...answered, ...fitness }
  },
  json: (context, input) => {
    const { opening, write, counts } = openFitnessWriting(context, input)
    const writer = new JsonWriter()
    writer.ascii(`${opening},`)
    const written = write(writer, architectureIdOf(context.space, input.hash))
    if (typeof written !== 'string') throw noFitness(written)
    counts[written]++
    return writer.finishText()
  },
})
