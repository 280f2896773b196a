import { columnName, deviationColumnName } from '../fitness/column-name.ts'
import type { Instance, Unit } from '../fitness/instance.ts'
import type { Measure } from '../fitness/measure.ts'
import type { FileColumn } from './manifest.ts'

const UNIT_SYMBOLS: { readonly [U in Unit]: string } = {
  fraction: '1',
  coefficient: '1',
  millisecond: 'ms',
  second: 's',
  'kilowatt-hour': 'kW h',
  gram: 'g',
}

/** `so2sat-lcz42` as `so2sat_lcz42`. */
export function instanceSuffix(instanceId: string): string {
  return instanceId.replaceAll('-', '_')
}

function describe(instance: Instance, measure: Measure) {
  const metric = instance.metrics.find(({ name }) => name === measure.metric)
  const where = measure.split === null ? '' : ` on the ${measure.split} split`
  const when = measure.halfway ? ', after half of the epochs' : ''
  return {
    unit: metric === undefined ? null : UNIT_SYMBOLS[metric.unit],
    split: measure.split,
    meaning: `${metric?.description.replace(/\.$/, '') ?? measure.metric}${where}${when}`,
  }
}

/** The column of a measured value. */
export function measuredColumn(instance: Instance, measure: Measure): FileColumn {
  const { unit, split, meaning } = describe(instance, measure)
  return { name: columnName(measure), type: 'float64', unit, split, source: 'measured', meaning }
}

/** The columns of an answer: a mean of runs or a predicted mean, and its standard deviation. */
export function answeredColumns(instance: Instance, measure: Measure): [FileColumn, FileColumn] {
  const { unit, split, meaning } = describe(instance, measure)
  const common = { type: 'float64', unit, split, source: 'either' } as const
  return [
    { name: columnName(measure), ...common, meaning: `Mean of the runs, or predicted: ${meaning}` },
    {
      name: deviationColumnName(measure),
      ...common,
      meaning: `Sample standard deviation over the runs, missing of one run; or predictive standard deviation of a single run: ${meaning}`,
    },
  ]
}

/** The columns of a predicted mean and of its standard deviation. */
export function predictedColumns(instance: Instance, measure: Measure): [FileColumn, FileColumn] {
  const { unit, split, meaning } = describe(instance, measure)
  const common = { type: 'float32', unit, split, source: 'predicted' } as const
  return [
    { name: columnName(measure), ...common, meaning: `Predicted mean of: ${meaning}` },
    {
      name: deviationColumnName(measure),
      ...common,
      meaning: `Predictive standard deviation of a single run of: ${meaning}`,
    },
  ]
}

/** The column of a true value in a world. */
export function worldColumn(instance: Instance, measure: Measure): FileColumn {
  const { unit, split, meaning } = describe(instance, measure)
  return {
    name: columnName(measure),
    type: 'float32',
    unit,
    split,
    source: 'predicted',
    meaning: `True value in this world, the expectation over runs, of: ${meaning}`,
  }
}
