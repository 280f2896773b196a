/** One entry of a footprint: what it is, its unit, and the scale that charts and `compare` use. */
export interface FootprintEntry {
  readonly description: string
  /** `fraction`, `count`, `edits`, `moves`, `coefficient` or `fraction per edit`. */
  readonly unit: string
  /** The values that charts draw at the centre and at the rim; values beyond are cut there. */
  readonly scale: readonly [number, number]
}

/** The vector of a footprint, in its order. Every entry names what it is computed on. */
export const FOOTPRINT_ENTRIES = {
  fitnessMean: {
    description: 'Mean fitness of all architectures.',
    unit: 'fraction',
    scale: [0, 1],
  },
  fitnessDeviation: {
    description: 'Standard deviation of the fitness over all architectures.',
    unit: 'fraction',
    scale: [0, 0.2],
  },
  localOptima: {
    description: 'Number of local optima; a plateau of equal fitness counts once.',
    unit: 'count',
    scale: [0, 20_000],
  },
  bestBasinShare: {
    description:
      'Share of the architectures from which steepest ascent reaches the global optimum.',
    unit: 'fraction',
    scale: [0, 0.2],
  },
  largestBasinShare: {
    description: 'Share of the architectures in the largest basin of attraction.',
    unit: 'fraction',
    scale: [0, 0.2],
  },
  ascentMoves: {
    description: 'Mean moves of steepest ascent from a uniformly drawn architecture.',
    unit: 'moves',
    scale: [0, 10],
  },
  autocorrelation: {
    description: 'Autocorrelation of the fitness at one move of a random walk.',
    unit: 'coefficient',
    scale: [0, 1],
  },
  correlationLength: {
    description: 'Moves until the autocorrelation falls to 1/e, from that at one move.',
    unit: 'moves',
    scale: [0, 20],
  },
  distanceCorrelation: {
    description: 'Correlation of the fitness with the distance to the best architecture.',
    unit: 'coefficient',
    scale: [0, -1],
  },
  distanceSlope: {
    description: 'Fitness over the distance to the best architecture, least squares.',
    unit: 'fraction per edit',
    scale: [0, -0.05],
  },
  localitySlope: {
    description: "Mean fitness of an architecture's neighbours over its own, least squares.",
    unit: 'coefficient',
    scale: [0, 1],
  },
  neutralShare: {
    description:
      'Share of the pairs of neighbours that differ by less than (largest fitness) / 40.',
    unit: 'fraction',
    scale: [0, 1],
  },
  neutralShareOfNoise: {
    description: 'Share of the pairs of neighbours that differ by less than one noise deviation.',
    unit: 'fraction',
    scale: [0, 1],
  },
  persistencePositive: {
    description: 'Share of the best 25 % at the least budget that stay so at every later budget.',
    unit: 'fraction',
    scale: [0, 1],
  },
  persistenceNegative: {
    description: 'Share of the worst 25 % at the least budget that stay so at every later budget.',
    unit: 'fraction',
    scale: [0, 1],
  },
  budgetCorrelation: {
    description: "Kendall's tau between the least and the largest budget.",
    unit: 'coefficient',
    scale: [0, 1],
  },
} as const satisfies Record<string, FootprintEntry>

export type FootprintKey = keyof typeof FOOTPRINT_ENTRIES

/** Null where an entry does not apply, as persistence with a single budget. */
export type Footprint = Readonly<Record<FootprintKey, number | null>>
