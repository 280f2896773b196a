const STEPS = 1024
/** Terms of the series of the table; the angles are at most an eighth of a turn. */
const LAST_POWER = 21

/** Cosine and sine of an angle in radians, by their series; for small angles. */
function series(angle: number): readonly [cosine: number, sine: number] {
  const square = angle * angle
  let cosine = 1
  let sine = 1
  for (let power = LAST_POWER; power > 1; power -= 2) {
    sine = 1 - (square / (power * (power - 1))) * sine
    cosine = 1 - (square / ((power - 1) * (power - 2))) * cosine
  }
  return [cosine, angle * sine]
}

function ofTurns(step: number): readonly [cosine: number, sine: number] {
  const octant = Math.floor((8 * step) / STEPS)
  const within = (step - (octant * STEPS) / 8) / STEPS
  const [c, s] = series(2 * Math.PI * (octant % 2 === 0 ? within : 1 / 8 - within))
  // By octant: which of both is the cosine, and the signs.
  const isSwapped = octant % 4 === 1 || octant % 4 === 2
  const [cosine, sine] = isSwapped ? [s, c] : [c, s]
  return [octant % 8 >= 2 && octant % 8 < 6 ? -cosine : cosine, octant % 8 >= 4 ? -sine : sine]
}

/** Cosines, then sines, at multiples of 1 / STEPS of a turn. */
export interface WaveTable {
  readonly cosines: Float64Array
  readonly sines: Float64Array
}

/** A double of this size has no digits after the point: to add and to subtract it rounds. */
const ROUNDING = 1.5 * 2 ** 52
const RADIANS = (2 * Math.PI) / STEPS

let table: WaveTable | undefined

export function waveTable(): WaveTable {
  if (table !== undefined) return table
  const both = Array.from({ length: STEPS }, (_, step) => ofTurns(step))
  table = {
    cosines: Float64Array.from(both, ([cosine]) => cosine),
    sines: Float64Array.from(both, ([, sine]) => sine),
  }
  return table
}

/**
 * Writes cosines and sines of angles in turns, within 1e-13, next to each other: cosine of the first,
 * sine of the first, and so on. Made of sums and products alone, they have the same bits on every
 * machine.
 */
export function writeWaves(
  { cosines, sines }: WaveTable,
  turns: Float64Array,
  { scale, out }: { readonly scale: number; readonly out: Float64Array },
): void {
  for (let at = 0; at < turns.length; at++) {
    const steps = scale * (turns[at] as number) * STEPS
    const nearest = steps + ROUNDING - ROUNDING
    const step = (nearest | 0) & (STEPS - 1)
    const rest = (steps - nearest) * RADIANS
    const square = rest * rest
    const cosine = 1 - square * (0.5 - square / 24)
    const sine = rest * (1 - square / 6)
    const c = cosines[step] as number
    const s = sines[step] as number
    out[2 * at] = c * cosine - s * sine
    out[2 * at + 1] = s * cosine + c * sine
  }
}
