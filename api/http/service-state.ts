import type { NotReady } from '../operations/errors.ts'

/** What whoever runs the service knows of it beside what it serves. */
export interface ServiceState {
  /** What to tell whoever asks whether it is ready; null where nothing is wrong. */
  whyNotReady(): NotReady | null
  /** Whether the database answered when it was last asked; null where none is open. */
  isDatabaseUp(): boolean | null
}

export const FINE: ServiceState = { whyNotReady: () => null, isDatabaseUp: () => null }
