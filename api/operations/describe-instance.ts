import { describeInstance as describe } from '../../fitness/describe-instance.ts'
import type { Context } from './context.ts'
import type { InstanceView } from './release-view.ts'
import type { Instance } from './schemas/instance.ts'

/** What the release says of an instance, as every operation shows it. */
export function describeInstance(context: Context, view: InstanceView): Instance {
  return describe(view, context.space.size)
}
