import type { Instance } from '../fitness/instance.ts'
import { complexity } from '../space/complexity.ts'
import type { Space } from '../space/space.ts'
import { FEATURE_COUNT, featuresOf } from '../surrogate/features/features.ts'
import type { FoldData } from './evaluation/fold.ts'

/** What folds are made of. */
export function foldDataOf(
  { set, lower }: Pick<FoldData, 'set' | 'lower'>,
  { instance, space }: { instance: Instance; space: Space },
): FoldData {
  const shape = { ...instance.input, classes: instance.classes }
  return {
    set,
    lower,
    features: featuresOf(space, set.architectureIds),
    featureCount: FEATURE_COUNT,
    parameters: Float32Array.from(
      set.architectureIds,
      (id) => complexity(space.cellOf(id), shape).trainableParameters,
    ),
  }
}
