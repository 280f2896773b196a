import type { Space } from '../space/space.ts'
import type { FitnessProblem, FitnessSelection } from './answer.ts'
import type { FitnessTable } from './fitness-table.ts'
import type { Instance } from './instance.ts'
import { fullMeasureKey, type Measure, measureKey, measureName, measuresOf } from './measure.ts'
import { ascending } from './selected.ts'
import { STRUCTURE_KEYS, structureColumn } from './structure-columns.ts'

/** A number by architecture id; NaN where the answer has no value. */
export type Column = (architectureId: number) => number

/** What of an instance is listed: the answers with the mean of the runs. */
export type RowSelection = Pick<FitnessSelection, 'source' | 'halfway'>

/** The distance to what was measured; what is measured itself counts as 0. */
export const NEAREST_KEY = 'nearestMeasured'

/** All architectures that have an answer, and each number of the answers as a column. */
export interface AnsweredRows {
  /** Of the architectures with an answer, ascending. */
  readonly ids: Uint32Array
  /** The measures of the instance, in its order. */
  readonly measures: readonly Measure[]
  /** Names of all columns. */
  readonly keys: readonly string[]
  /** Whether the answer was measured, not predicted. */
  isTabular(architectureId: number): boolean
  /** By a name of `keys` or a short one; undefined where there is none. */
  columnOf(key: string): Column | undefined
}

const everyIds = new WeakMap<Space, Uint32Array>()

function everyId(space: Space): Uint32Array {
  const ids = everyIds.get(space) ?? ascending(space.size)
  everyIds.set(space, ids)
  return ids
}

const missing: Column = () => Number.NaN

/** What depends on the answer but is no measure. */
export const COMPLEXITY_KEYS = ['trainableParameters', 'macs'] as const
type ComplexityKey = (typeof COMPLEXITY_KEYS)[number]

function complexityColumn(
  { complexity }: FitnessProblem,
  table: FitnessTable | null,
  key: ComplexityKey,
): Column {
  const ofRepresentative = key === 'macs' ? complexity.macsOf : complexity.trainableParametersOf
  if (table === null) return ofRepresentative
  return (architectureId) => {
    const row = table.rowOf(architectureId)
    const form = row < 0 ? null : table.formOf(row, 0)
    return form === null ? ofRepresentative(architectureId) : complexity.ofForm(form)[key]
  }
}

function measureColumn(
  { predictions, world }: FitnessProblem,
  table: FitnessTable | null,
  { measure, source }: { measure: Measure; source: RowSelection['source'] },
): Column {
  const name = measureName(measure)
  if (source === 'world') return world?.columnOf(name) ?? missing
  const means = source === 'tabular' ? undefined : predictions?.meanColumn(name)
  const predicted = means ?? missing
  if (table === null) return predicted
  const measured = table.meanColumn(name) ?? missing
  return (architectureId) => {
    const row = table.rowOf(architectureId)
    return row < 0 ? predicted(architectureId) : measured(row)
  }
}

function nearestColumn(
  { predictions }: FitnessProblem,
  table: FitnessTable | null,
  source: RowSelection['source'],
): Column {
  const nearest = source === 'tabular' ? undefined : predictions?.nearestMeasuredOf
  const predicted = nearest ?? missing
  if (table === null) return predicted
  return (architectureId) => (table.rowOf(architectureId) < 0 ? predicted(architectureId) : 0)
}

/** Opens the columns of one instance at one budget; they are computed from the tables when read. */
export function answeredRows(
  space: Space,
  problem: FitnessProblem & { readonly metrics: Instance['metrics'] },
  { source, halfway }: RowSelection,
): AnsweredRows {
  const table = source === 'surrogate' || source === 'world' ? null : problem.table
  const isDense = source !== 'tabular' && problem.predictions !== null
  const measures = measuresOf(problem).filter((measure) => measure.halfway === halfway)
  const columns = new Map<string, () => Column>([
    ['architectureId', () => (architectureId) => architectureId],
    ...STRUCTURE_KEYS.map((key) => [key, () => structureColumn(space, key)] as const),
    ...COMPLEXITY_KEYS.map((key) => [key, () => complexityColumn(problem, table, key)] as const),
    [NEAREST_KEY, () => nearestColumn(problem, table, source)],
    // Last, so that a metric of an instance goes before what has its name by chance.
    ...measures.map(
      (measure) =>
        [measureKey(measure), () => measureColumn(problem, table, { measure, source })] as const,
    ),
  ])
  return {
    ids: isDense ? everyId(space) : (table?.architectureIds ?? new Uint32Array()),
    measures,
    keys: [...columns.keys()],
    isTabular: (architectureId) => table !== null && table.rowOf(architectureId) >= 0,
    columnOf: (key) => (columns.get(key) ?? columns.get(fullMeasureKey(key)))?.(),
  }
}
