import {
  type ReleaseView,
  type SurrogateModel,
  viewRelease,
} from '../../api/operations/release-view.ts'
import { type PackedPredictions, packPredictions } from '../../fitness/packed-predictions.ts'
import type { Release, ReleasedInstance } from '../../fitness/release.ts'
import type { Space } from '../../space/space.ts'

function packed(instance: ReleasedInstance): ReleasedInstance<PackedPredictions> {
  const { surrogate } = instance
  return {
    ...instance,
    surrogate: surrogate && {
      ...surrogate,
      predictions: surrogate.predictions.map(packPredictions),
    },
  }
}

/** A release, opened as the service opens it when it has read it. */
export function viewed(
  release: Release,
  space: Space,
  models: readonly SurrogateModel[] = [],
): ReleaseView {
  return viewRelease({ ...release, instances: release.instances.map(packed) }, space, models)
}
