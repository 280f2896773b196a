import { ApiError } from './errors.ts'

/** Predictions that are not in the release yet and are being computed. */
export interface PendingPredictions {
  /** Id of the surrogate. */
  readonly surrogate: string
  readonly instance: string
  /** Budgets that it predicts. */
  readonly epochs: readonly number[]
}

/** How far the predictions of the models at hand are. */
export interface Preparation {
  /** `failed`: what was published before is served, and nothing more comes without another start. */
  readonly predictions: 'complete' | 'computing' | 'failed'
  /** Share of the architectures that are predicted, 0 to 1. */
  readonly progress: number
  /** Empty unless `computing`. */
  readonly pending: readonly PendingPredictions[]
  /** What to tell of a failure; nothing of its cause. */
  readonly failure?: string
}

/** Why there is no answer yet, and how far it is. */
export interface Unfinished {
  readonly detail: string
  readonly progress: number
}

/** What to tell whoever asks for predictions that are being computed. */
export function unfinished(
  preparation: Preparation,
  pending: readonly PendingPredictions[],
): Unfinished {
  // Two digits: the same share for all who ask within a second can be cached and compared.
  const progress = Math.floor(100 * Math.min(1, Math.max(0, preparation.progress))) / 100
  const instances = pending.map(({ instance }) => instance).join(', ')
  const percent = Math.round(100 * progress)
  const detail = `Predictions of ${instances} are being computed: ${percent} %. Measured architectures are answered now: ask with source tabular, or try again later.`
  return { detail, progress }
}

export function unfinishedError({ detail, progress }: Unfinished): ApiError {
  return new ApiError('unavailable', detail, { progress })
}

/**
 * Of an instance, or of all; null where nothing is being computed.
 * @param epochs of the instance
 */
export function unfinishedOf(
  preparation: Preparation | undefined,
  instance?: string,
  epochs?: number,
): Unfinished | null {
  if (preparation === undefined) return null
  const pending = preparation.pending.filter(
    (one) =>
      (instance === undefined || one.instance === instance) &&
      (epochs === undefined || one.epochs.includes(epochs)),
  )
  return pending.length === 0 ? null : unfinished(preparation, pending)
}

const NOTHING_MISSING: Preparation = { predictions: 'complete', progress: 1, pending: [] }

/** What `/readyz` answers once a release is served: it is ready, and how far its predictions are. */
export function readiness(release: string, preparation: Preparation = NOTHING_MISSING): object {
  const { predictions, progress, failure } = preparation
  const coming = predictions === 'computing' ? unfinishedOf(preparation) : null
  const detail = coming?.detail ?? failure
  return {
    status: 'ready',
    release,
    predictions,
    progress: coming?.progress ?? progress,
    ...(detail === undefined ? {} : { detail }),
  }
}
