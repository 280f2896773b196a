import { z } from 'zod'
import { describeInstance as describe } from '../../fitness/describe-instance.ts'
import type { Context } from './context.ts'
import { instanceView } from './fitness.ts'
import { operation } from './operation.ts'
import type { InstanceView } from './release-view.ts'
import { InstanceId } from './schemas/fitness.ts'
import { Instance } from './schemas/instance.ts'

export const getInstance = operation({
  name: 'getInstance',
  method: 'GET',
  path: '/v1/instances/{instance}',
  summary: 'Get one instance',
  description: 'One benchmark problem: data set, protocol, metrics, budgets, sources and citation.',
  input: z.strictObject({ instance: InstanceId }),
  output: Instance,
  reads: 'descriptions',
  errors: ['instance_not_found'],
  examples: [{ title: 'So2Sat LCZ-42', input: { instance: 'so2sat-lcz42' } }],
  handle: (context, { instance }) => describeInstance(context, instanceView(context, instance)),
})

/** What the release says of an instance, as every operation shows it. */
export function describeInstance(context: Context, view: InstanceView): Instance {
  return describe(view, context.space.size)
}
