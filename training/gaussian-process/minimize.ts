/** A value and its gradient; a value of Infinity marks parameters that are not allowed. */
export type Objective = (parameters: Float64Array) => {
  readonly value: number
  readonly gradient: Float64Array
}

export interface MinimizeOptions {
  readonly iterations: number
  readonly lower: number
  readonly upper: number
}

const MEMORY = 10
const ARMIJO = 1e-4
const HALVINGS_MAX = 20
const STEP_MAX = 2
const TOLERANCE = 1e-5

function inner(left: Float64Array, right: Float64Array): number {
  let sum = 0
  for (let i = 0; i < left.length; i++) sum += (left[i] as number) * (right[i] as number)
  return sum
}

/**
 * Limited-memory BFGS (Nocedal 1980) with backtracking, parameters kept within bounds by projection.
 * Deterministic; ends after the iterations or when a step gains less than a hundred-thousandth.
 */
export function minimize(
  objective: Objective,
  start: Float64Array,
  options: MinimizeOptions,
): Float64Array {
  let point = start.slice()
  let { value, gradient } = objective(point)
  const steps: { s: Float64Array; y: Float64Array; rho: number }[] = []
  for (let iteration = 0; iteration < options.iterations; iteration++) {
    const direction = twoLoop(gradient, steps)
    const largest = direction.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0)
    let step = largest > STEP_MAX ? STEP_MAX / largest : 1
    if (steps.length === 0) step = Math.min(step, 0.5 / Math.max(largest, 1e-12))
    let accepted = false
    for (let halving = 0; halving < HALVINGS_MAX && !accepted; halving++) {
      const candidate = point.map((entry, i) =>
        Math.min(options.upper, Math.max(options.lower, entry + step * (direction[i] as number))),
      )
      const s = candidate.map((entry, i) => entry - (point[i] as number))
      const next = objective(candidate)
      if (next.value <= value + ARMIJO * inner(gradient, s)) {
        const y = next.gradient.map((entry, i) => entry - (gradient[i] as number))
        const curvature = inner(s, y)
        if (curvature > 1e-10) steps.push({ s, y, rho: 1 / curvature })
        if (steps.length > MEMORY) steps.shift()
        const gained = value - next.value
        point = candidate
        value = next.value
        gradient = next.gradient
        accepted = true
        if (gained < TOLERANCE * Math.max(1, Math.abs(value))) return point
      }
      step /= 2
    }
    if (!accepted) return point
  }
  return point
}

function twoLoop(
  gradient: Float64Array,
  steps: readonly { s: Float64Array; y: Float64Array; rho: number }[],
): Float64Array {
  const direction = gradient.slice()
  const shares: number[] = []
  for (const { s, y, rho } of [...steps].reverse()) {
    const share = rho * inner(s, direction)
    shares.unshift(share)
    for (let i = 0; i < direction.length; i++) {
      direction[i] = (direction[i] as number) - share * (y[i] as number)
    }
  }
  const last = steps.at(-1)
  const scale = last === undefined ? 1 : inner(last.s, last.y) / inner(last.y, last.y)
  for (let i = 0; i < direction.length; i++) direction[i] = (direction[i] as number) * scale
  for (const [at, { s, y, rho }] of steps.entries()) {
    const correction = (shares[at] as number) - rho * inner(y, direction)
    for (let i = 0; i < direction.length; i++) {
      direction[i] = (direction[i] as number) + correction * (s[i] as number)
    }
  }
  return direction.map((entry) => -entry)
}
