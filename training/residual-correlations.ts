import { cholesky } from '../surrogate/linear-algebra.ts'
import type { OutOfFold } from './out-of-fold.ts'
import type { MeasureTarget } from './targets.ts'

/** Fewer rows that two measures share say nothing of how they deviate together. */
const COMMON_ROWS_MIN = 20
const DECIMALS = 1000
/** Shares of the identity, until the matrix is positive definite. */
const SHRINKAGES = [0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.7, 1]

/** One measure with what was predicted of its rows out of fold. */
interface Held {
  readonly target: MeasureTarget
  readonly noise: number
  readonly held: OutOfFold
}

/**
 * Correlations of what the measures of an architecture deviate by from their predictions: of
 * out-of-fold residuals of the targets, each divided by its standard deviation. Unit diagonal, positive
 * definite.
 */
export function residualCorrelations(measures: readonly Held[]): number[][] {
  const residuals = measures.map(residualsOf)
  const raw = residuals.map((own, row) =>
    residuals.map((other, column) => (row === column ? 1 : correlation(own, other))),
  )
  for (const share of SHRINKAGES) {
    const shrunk = raw.map((entries, row) =>
      entries.map((entry, column) =>
        row === column ? 1 : Math.round((1 - share) * entry * DECIMALS) / DECIMALS,
      ),
    )
    if (cholesky(Float64Array.from(shrunk.flat()), shrunk.length)) return shrunk
  }
  throw new Error('An identity matrix is positive definite')
}

/** By row of the set. */
function residualsOf({ target, noise, held }: Held): Map<number, number> {
  const residuals = Array.from(target.rows, (row, at) => {
    const deviation = Math.sqrt((held.variances[at] as number) + noise)
    return [row, ((target.values[at] as number) - (held.means[at] as number)) / deviation] as const
  })
  return new Map(residuals.filter(([, residual]) => !Number.isNaN(residual)))
}

function correlation(left: Map<number, number>, right: Map<number, number>): number {
  const pairs = [...left].flatMap(([row, value]) => {
    const other = right.get(row)
    return other === undefined ? [] : [[value, other] as const]
  })
  if (pairs.length < COMMON_ROWS_MIN) return 0
  const mean = (of: 0 | 1) => pairs.reduce((sum, pair) => sum + pair[of], 0) / pairs.length
  const [centre, otherCentre] = [mean(0), mean(1)]
  let product = 0
  let squares = 0
  let otherSquares = 0
  for (const [value, other] of pairs) {
    product += (value - centre) * (other - otherCentre)
    squares += (value - centre) ** 2
    otherSquares += (other - otherCentre) ** 2
  }
  const scale = Math.sqrt(squares * otherSquares)
  return scale > 0 ? product / scale : 0
}
