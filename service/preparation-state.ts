import type { PendingPredictions, Preparation } from '../api/operations/preparation.ts'
import type { SurrogateModel } from '../surrogate/predictor.ts'

const COMPLETE: Preparation = { predictions: 'complete', progress: 1, pending: [] }

export function pendingOf({ id, instance, card }: SurrogateModel): PendingPredictions {
  const epochs = [...new Set(card.outputs.map((output) => output.epochs))]
  return { surrogate: id, instance: instance.id, epochs }
}

/** How far the predictions are that this server computes, or waits for while another one does. */
export class PreparationState {
  #own: Preparation = COMPLETE
  #others: Preparation = COMPLETE

  /** Of this server alone. */
  get own(): Preparation {
    return this.#own
  }

  get current(): Preparation {
    const [own, others] = [this.#own, this.#others]
    if (own.predictions !== 'computing') {
      return own.predictions === 'complete' || others.predictions === 'computing' ? others : own
    }
    // Of several servers that prepare, one computes and the others wait for what it stores.
    return { ...own, progress: own.progress || others.progress % 1 }
  }

  computing(pending: readonly PendingPredictions[], progress = 0): void {
    this.#own = { predictions: 'computing', progress, pending }
  }

  /** @param share of the architectures that are predicted, 0 to 1 */
  progress(share: number): void {
    if (this.#own.predictions === 'computing') this.#own = { ...this.#own, progress: share }
  }

  complete(): void {
    this.#own = COMPLETE
  }

  /** @param failure what to tell whoever asks; nothing of the cause */
  failed(failure: string): void {
    this.#own = { predictions: 'failed', progress: this.#own.progress % 1, pending: [], failure }
  }

  /** What another server computes; null for nothing. */
  follow(others: Preparation | null): void {
    this.#others = others ?? COMPLETE
  }
}
