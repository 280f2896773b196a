import type { Release } from '../fitness/release.ts'
import { describedPredictions } from './described-predictions.ts'
import { FILES_FORMAT } from './manifest.ts'
import type { ModelFiles } from './model-files.ts'

/** `instances.json`: what each instance is, where its data come from, and what predicts it. */
export function instancesOf({ id, instances }: Release, models: readonly ModelFiles[]) {
  return {
    format: FILES_FORMAT,
    release: id,
    instances: instances.map(({ instance, completeness, sources, surrogate }) => {
      const files = models.find((model) => model.surrogate === surrogate?.id)
      return {
        id: instance.id,
        completeness,
        instance,
        sources,
        surrogate: surrogate && {
          id: surrogate.id,
          sha256: surrogate.sha256,
          card: files?.card.name ?? null,
          model: files?.model.name ?? null,
          worlds: files?.worlds?.name ?? null,
          predictions: describedPredictions(surrogate.predictions),
          withheld: surrogate.withheld,
        },
      }
    }),
  }
}
