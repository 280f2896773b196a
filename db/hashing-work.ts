import { hashingForms } from '../space/build-space.ts'

/** What the threads that hash the space share. */
export interface HashingWork {
  readonly forms: Uint32Array
  readonly hashes: Uint32Array
  /** How many architectures a thread has taken. */
  readonly taken: Int32Array
}

const TURN = 1024

/** Takes the next architectures until none are left; yields how many are taken. */
export function* hashInTurns({ forms, hashes, taken }: HashingWork): Generator<number> {
  const hash = hashingForms(forms, hashes)
  for (;;) {
    const from = Atomics.add(taken, 0, TURN)
    if (from >= forms.length) return
    const to = Math.min(from + TURN, forms.length)
    hash({ from, to })
    yield to
  }
}
