import type { Context } from './context.ts'
import { budgetOf, instanceView } from './fitness.ts'
import type { Preparation } from './operation.ts'
import { prepareWorld } from './worlds.ts'

interface Asked {
  readonly instance: string
  readonly epochs?: number | undefined
  readonly source: string
  readonly world: number
}

/**
 * What an operation computes before it answers of a world; undefined where nothing is missing.
 * @param isWhole whether it needs the values of all architectures
 * @throws ApiError as `openFitness`
 */
export function preparing(isWhole: boolean) {
  return (
    context: Context,
    { instance, epochs, source, world }: Asked,
  ): Preparation | undefined => {
    if (source !== 'world') return undefined
    const view = instanceView(context, instance)
    const request = { view, epochs: budgetOf(context, view, epochs), seed: world }
    return prepareWorld(context, request, isWhole)
  }
}

/** Opens what the front of several worlds is drawn from; undefined where it is open. */
export function prepareFrontWorlds(
  context: Context,
  { instance, epochs }: Pick<Asked, 'instance' | 'epochs'>,
): Preparation | undefined {
  const view = instanceView(context, instance)
  const request = { view, epochs: budgetOf(context, view, epochs), seed: 0 }
  return prepareWorld(context, request, false)
}
