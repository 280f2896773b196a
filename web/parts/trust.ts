import type { Card } from './intervals.ts'
import { keyOf } from './intervals.ts'

/** What the card of a surrogate says of one measure at one budget, as a reader judges it. */
export interface Trust {
  readonly epochs: number
  readonly key: string
  /** Mean absolute error on architectures that it had not seen, in the unit of the measure. */
  readonly typicalError: number | null
  /** Share of the pairs of architectures that it orders as their measurements do. */
  readonly pairs: number | null
  /** Of two predictions that differ by as much, about four of five pairs are ordered correctly. */
  readonly leastDifference: number | null
  readonly tau: number | null
  readonly tauInterval: readonly [number, number] | null
  readonly ceilings: readonly { readonly kind: string; readonly tau: number }[]
  /** By what was held out together. */
  readonly heldOut: string
  readonly tested: number
  readonly coverage: readonly { readonly nominal: number; readonly observed: number | null }[]
  readonly byDistance: readonly {
    readonly distance: number
    readonly architectures: number
    readonly coverage80: number
    readonly meanAbsoluteError: number
  }[]
  readonly models: readonly {
    readonly model: string
    readonly tau: number | null
    readonly rSquared: number | null
    readonly error: number | null
  }[]
}

/** A difference of 1.5 typical errors orders about four of five pairs, see docs/surrogate.md. */
const READABLE_ERRORS = 1.5

const HELD_OUT: Readonly<Record<string, string>> = {
  group: 'whole groups of similar architectures were held out together',
  row: 'single architectures were held out',
  'hold-out': 'the model was trained on a random sample and tested on other architectures',
}

type Protocol = NonNullable<Card['evaluation']>['protocols'][number]

function trustIn(protocol: Protocol, measured: Protocol['measures'][number]): Trust | null {
  const own = measured.models.find(({ model }) => model === 'surrogate')
  if (own === undefined) return null
  const { pooled } = own
  const tau = pooled.tau.value
  const error = pooled.meanAbsoluteError.value
  return {
    epochs: measured.epochs,
    key: keyOf(measured.measure),
    typicalError: error,
    pairs: tau === null ? null : (1 + tau) / 2,
    leastDifference: error === null ? null : READABLE_ERRORS * error,
    tau,
    tauInterval: pooled.tau.interval,
    ceilings: measured.ceilings,
    heldOut: HELD_OUT[protocol.by] ?? protocol.by,
    tested: measured.architectures,
    coverage: [
      { nominal: 0.5, observed: pooled.coverage50.value },
      { nominal: 0.8, observed: pooled.coverage80.value },
      { nominal: 0.95, observed: pooled.coverage95.value },
    ],
    byDistance: measured.byDistance,
    models: measured.models.map(({ model, pooled: figures }) => ({
      model,
      tau: figures.tau.value,
      rSquared: figures.rSquared.value,
      error: figures.meanAbsoluteError.value,
    })),
  }
}

/** Null where the measure was not evaluated at this budget. */
export function trustOf(card: Card, key: string, epochs: number): Trust | null {
  for (const protocol of card.evaluation?.protocols ?? []) {
    const found = protocol.measures.find(
      (one) => one.epochs === epochs && keyOf(one.measure) === key,
    )
    if (found !== undefined) return trustIn(protocol, found)
  }
  return null
}
