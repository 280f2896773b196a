import type { Context } from '../../api/operations/context.ts'
import type { AnyOperation } from '../../api/operations/operation.ts'
import { operations } from '../../api/operations/operations.ts'
import type { ReleaseView } from '../../api/operations/release-view.ts'
import { settle } from '../../api/operations/run-cooperatively.ts'
import { clientOf } from '../../client/client.ts'
import { evaluatorOf } from '../../client/evaluator.ts'
import { toEoNasBenchError } from '../../client/local-error.ts'
import type { Evaluator } from '../../search/evaluator.ts'
import type { Space } from '../../space/space.ts'
import { testGraph } from './landscapes.ts'
import { contextFor } from './served.ts'

/** What searches are run on: the operations themselves, without a transport. */
export function evaluatorFor(
  space: Space,
  release: ReleaseView,
  readWorlds?: Context['readWorlds'],
): Evaluator {
  const context = contextFor({ space, release, openGraph: testGraph, readWorlds })
  return evaluatorOf(
    clientOf(async (name, input) => {
      const operation: AnyOperation = operations[name]
      try {
        const parsed = operation.input.parse(input ?? {})
        await operation.prepare?.(context, parsed)?.run()
        return await settle(operation.handle(context, parsed))
      } catch (error) {
        throw toEoNasBenchError(error)
      }
    }),
  )
}
