import { z } from 'zod'
import { describeInstance } from './get-instance.ts'
import { operation } from './operation.ts'
import { Instance } from './schemas/instance.ts'

export const listInstances = operation({
  name: 'listInstances',
  method: 'GET',
  path: '/v1/instances',
  summary: 'List the instances',
  description: 'The benchmark problems of the release, with their measures and sources.',
  input: z.strictObject({}),
  output: z.strictObject({ results: z.array(Instance) }),
  reads: 'descriptions',
  errors: [],
  examples: [{ title: 'All instances', input: {} }],
  handle: (context) => ({
    results: [...context.release.instances.values()].map((view) => describeInstance(context, view)),
  }),
})
