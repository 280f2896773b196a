import { type TrajectoryHeader, writeTrajectory } from '../../search/trajectory.ts'

const HEADER: TrajectoryHeader = {
  format: 1,
  release: 'r0123456789ab',
  instance: 'so2sat-lcz42',
  source: 'surrogate',
  world: null,
  objectives: [{ name: 'validationOverallAccuracy', direction: 'maximize' }],
  epochs: 108,
  budget: { evaluations: 3, epochs: null, seconds: null, workers: 1 },
  invalid: 'resample',
  repeats: 'free',
  noise: false,
  seed: 0,
}

/** A cell that was evaluated, and its first objective. */
export type Evaluated = readonly [hash: string, value: number]

/** A file as a browser opens it: the search of an algorithm with invented values. */
export function trajectoryFile(
  name: string,
  cells: readonly Evaluated[],
  header: Partial<TrajectoryHeader> = {},
) {
  const outcomes = cells.map(([hash, value]) => ({
    hash,
    status: 'trained' as const,
    charged: true,
    epochs: 108,
    values: [value],
    source: 'surrogate' as const,
    nearestMeasured: 1,
    run: 'mean' as const,
    seed: null,
    startedS: null,
    finishedS: null,
  }))
  const text = writeTrajectory({ header: { ...HEADER, ...header, algorithm: { name } }, outcomes })
  return { name: `${name}.jsonl`, mimeType: 'application/x-ndjson', buffer: Buffer.from(text) }
}
