import { z } from 'zod'
import { JsonWriter } from '../../fitness/json-writer.ts'
import { describedInSteps } from './describe-architecture.ts'
import { type FitnessRequest, openFitness, openFitnessWriting } from './fitness.ts'
import { locate } from './locate.ts'
import { operation, type Written } from './operation.ts'
import { preparing } from './prepare-world.ts'
import type { Steps } from './run-cooperatively.ts'
import { ArchitectureReferences } from './schemas/architecture.ts'
import { FitnessResult, fitnessAnswered, fitnessSelection, InstanceId } from './schemas/fitness.ts'
import { ItemError } from './schemas/item-error.ts'

// So many take some milliseconds; each value of a world is computed.
const STEP = 1000
const WORLD_STEP = 20
// What so many need lies in the processor's cache until they are written.
const FETCHED_TOGETHER = 64

const stepOf = ({ source }: Pick<FitnessRequest, 'source'>) =>
  source === 'world' ? WORLD_STEP : STEP

export const query = operation({
  name: 'query',
  method: 'POST',
  path: '/v1/query',
  summary: 'Query the fitness of many architectures on an instance',
  description:
    'Measured or predicted values of up to 10,000 architectures, in order. A bad item has its own error; the others are answered.',
  input: z.strictObject({
    instance: InstanceId,
    ...fitnessSelection,
    architectures: ArchitectureReferences,
  }),
  output: z.strictObject({
    ...fitnessAnswered,
    results: z.array(z.union([FitnessResult, ItemError])),
  }),
  reads: 'fitness',
  errors: ['instance_not_found', 'epochs_not_available'],
  examples: [
    {
      title: 'By hash and by matrix',
      input: {
        instance: 'so2sat-lcz42',
        epochs: 108,
        architectures: [
          { hash: 'fb150c15ea56ec137175f9cc967397a9' },
          {
            matrix: [
              [0, 1, 1],
              [0, 0, 1],
              [0, 0, 0],
            ],
            operations: ['input', 'conv3x3-bn-relu', 'output'],
          },
        ],
      },
    },
    {
      title: 'A bad item among good ones',
      input: {
        instance: 'so2sat-lcz42',
        architectures: [
          { hash: 'fb150c15ea56ec137175f9cc967397a9' },
          { hash: '00000000000000000000000000000000' },
        ],
      },
    },
  ],
  architectures: ({ architectures }) => architectures.length,
  processorMs: ({ architectures, source }) => architectures.length / (source === 'world' ? 2 : 250),
  prepare: preparing(false),
  handle: (context, input) => {
    const { answered, answer, counts } = openFitness(context, input)
    const { space } = context
    const { architectures } = input
    const answerItem = (item: unknown) => {
      const located = locate(space, item)
      if ('error' in located) return located
      const { architectureId } = located
      const fitness = answer(architectureId, located.hash ?? space.hashOf(architectureId))
      if ('code' in fitness) return { error: fitness }
      counts[fitness.source]++
      return fitness
    }
    const step = stepOf(input)
    function* inSteps() {
      return { ...answered, results: yield* describedInSteps(architectures, answerItem, step) }
    }
    if (architectures.length > step) return inSteps()
    return { ...answered, results: architectures.map(answerItem) }
  },
  json: (context, input) => {
    const { opening, write, fetch, counts } = openFitnessWriting(context, input)
    const { space } = context
    const step = stepOf(input)
    const writer = new JsonWriter()
    writer.ascii(`${opening},"results":[`)
    const writeSome = (from: number) => {
      const items = input.architectures.slice(from, from + step)
      // All are located before any is written: either loop then keeps its own tables in the caches.
      const located = items.map((item) => locate(space, item))
      const ids = Int32Array.from(located, (item) => ('error' in item ? 0 : item.architectureId))
      for (let at = 0; at < located.length; at++) {
        if (at % FETCHED_TOGETHER === 0) fetch(ids.subarray(at, at + FETCHED_TOGETHER))
        if (from + at > 0) writer.ascii(',')
        const item = located[at] as (typeof located)[number]
        if ('error' in item) {
          writer.text(JSON.stringify(item))
          continue
        }
        writer.ascii('{')
        const written = write(writer, item.architectureId)
        if (typeof written === 'string') counts[written]++
        else writer.text(`"error":${JSON.stringify(written)}}`)
      }
    }
    const finish = () => {
      writer.ascii(']}')
      return writer.finish()
    }
    function* inSteps(): Steps<Written> {
      for (let from = 0; from < input.architectures.length; from += step) {
        if (from > 0) yield
        writeSome(from)
      }
      return finish()
    }
    if (input.architectures.length > step) return inSteps()
    writeSome(0)
    return finish()
  },
})
