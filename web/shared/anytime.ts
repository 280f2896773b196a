import type { Trajectory } from '../../search/trajectory.ts'

/** The best value so far after each evaluation that took of the budget. */
export interface AnytimeCurve {
  readonly values: readonly number[]
  /** Hash of the best cell so far. */
  readonly hashes: readonly string[]
}

/** Curve of one search by its first objective. Evaluations before the first value have none. */
export function anytimeCurve({ header, outcomes }: Trajectory): AnytimeCurve {
  const isHigher = header.objectives[0]?.direction !== 'minimize'
  const values: number[] = []
  const hashes: string[] = []
  let [best, cell] = [Number.NaN, '']
  for (const { charged, values: own, hash } of outcomes) {
    const value = own[0]
    if (typeof value === 'number' && hash !== null) {
      const isBetter = Number.isNaN(best) || (isHigher ? value > best : value < best)
      if (isBetter) {
        best = value
        cell = hash
      }
    }
    if (!charged) continue
    values.push(best)
    hashes.push(cell)
  }
  return { values, hashes }
}

/** Several searches of one algorithm together. */
export interface Band {
  readonly name: string
  readonly runs: number
  /** By evaluation, as far as all of the searches go. */
  readonly least: readonly number[]
  readonly median: readonly number[]
  readonly most: readonly number[]
  readonly curves: readonly AnytimeCurve[]
}

function quantile(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1)
  const [low, high] = [sorted[Math.floor(at)] as number, sorted[Math.ceil(at)] as number]
  return low + (high - low) * (at - Math.floor(at))
}

/** The median and the extremes of curves, evaluation by evaluation. */
export function bandOf(name: string, curves: readonly AnytimeCurve[]): Band {
  const length = Math.min(...curves.map(({ values }) => values.length))
  const at = (share: number) =>
    Array.from({ length }, (_, step) => {
      const sorted = curves
        .map(({ values }) => values[step] as number)
        .filter((value) => !Number.isNaN(value))
        .sort((one, other) => one - other)
      return sorted.length === 0 ? Number.NaN : quantile(sorted, share)
    })
  return { name, runs: curves.length, least: at(0), median: at(0.5), most: at(1), curves }
}

/** What trajectories must share to be drawn together. */
export function problemText({ header }: Trajectory): string {
  const { instance, source, world, epochs, objectives, release } = header
  const objective = objectives[0]?.name ?? 'no objective'
  const place = source === 'world' ? `world ${world}` : source
  return `${instance}, ${objective}, ${epochs} epochs, source ${place}, release ${release ?? 'unknown'}`
}

/** Name of the algorithm that made a trajectory. */
export function algorithmName({ header }: Trajectory): string {
  const { name } = (header.algorithm ?? {}) as { readonly name?: unknown }
  return typeof name === 'string' ? name : 'unnamed algorithm'
}
