import { z } from 'zod'
import { openFitness } from '../fitness.ts'
import { locate } from '../locate.ts'
import { operation } from '../operation.ts'
import { ArchitectureReferences } from '../schemas/architecture.ts'
import { FitnessResult, fitnessAnswered, fitnessSelection, InstanceId } from '../schemas/fitness.ts'
import { ItemError } from '../schemas/item-error.ts'

export const query = operation({
  name: 'query',
  method: 'POST',
  path: '/v1/query',
  summary: 'Query the fitness of many architectures on an instance',
  description:
    'The measured values of up to 10,000 architectures, or what a surrogate predicts, in order. A bad item has an error of its own; the others are answered.',
  input: z.strictObject({
    instance: InstanceId,
    ...fitnessSelection,
    architectures: ArchitectureReferences,
  }),
  output: z.strictObject({
    ...fitnessAnswered,
    results: z.array(z.union([FitnessResult, ItemError])),
  }),
  errors: ['instance_not_found', 'epochs_not_available'],
  handle: (context, input) => {
    const { answered, answer } = openFitness(context, input)
    const { space } = context
    return {
      ...answered,
      results: input.architectures.map((item) => {
        const located = locate(space, item)
        if ('error' in located) return located
        const { architectureId } = located
        const fitness = answer(architectureId, located.hash ?? space.hashOf(architectureId))
        return 'code' in fitness ? { error: fitness } : fitness
      }),
    }
  },
})
