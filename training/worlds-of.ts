import { measureName } from '../fitness/measure.ts'
import { BLOCK_STARTS, FEATURES_VERSION } from '../surrogate/features/features.ts'
import {
  WORLDS_FORMAT,
  type WorldBudget,
  type WorldKernel,
  type WorldMeasure,
  type WorldProcess,
  type WorldsFile,
  writeDoubles,
  writeUpper,
} from '../surrogate/worlds/world-file.ts'
import type { Kernel } from './gaussian-process/kernel.ts'
import { type BudgetModel, type MeasureModel, statedNoise } from './model.ts'

/** What worlds of a model are drawn from; see `surrogate/worlds`. */
export function worldsOf(instance: string, budgets: readonly BudgetModel[]): WorldsFile {
  return {
    format: WORLDS_FORMAT,
    instance,
    featuresVersion: FEATURES_VERSION,
    budgets: budgets.map(worldBudget),
  }
}

function worldBudget(budget: BudgetModel): WorldBudget {
  const { epochs, standardisation, measures } = budget
  const kernels = [...new Set(measures.map(({ baseKernel }) => baseKernel))]
  const processes: WorldProcess[] = []
  return {
    epochs,
    offsets: writeDoubles(standardisation.offsets),
    scales: writeDoubles(standardisation.scales),
    measures: measures.map((model): WorldMeasure => {
      const process = processOf(budget, model, kernels.indexOf(model.baseKernel))
      return {
        measure: measureName(model.measure),
        process: placeIn(processes, process),
        ...scalesOf(model),
      }
    }),
    processes,
    kernels: kernels.map(kernelOf),
  }
}

function kernelOf({ kind, amplitudes, weights, linearWeights }: Kernel): WorldKernel {
  if (kind === 'product') {
    return { kind, amplitude: amplitudes[0] as number, weights: writeDoubles(weights) }
  }
  const ofBlocks = (values: Float64Array) =>
    writeDoubles(Float64Array.from(BLOCK_STARTS.slice(0, -1), (from) => values[from] as number))
  return {
    kind,
    amplitudes: writeDoubles(amplitudes),
    weights: ofBlocks(weights),
    linearWeights: ofBlocks(linearWeights),
  }
}

function processOf(
  { architectureIds }: BudgetModel,
  { factor, posterior, conditioning }: MeasureModel,
  kernel: number,
): WorldProcess {
  const { uncertain, varianceRows } = posterior
  const { rows, noises } = conditioning
  return {
    kernel,
    factor,
    rows: Array.from(rows, (row) => architectureIds[row] as number),
    noises: uncertain === null ? writeDoubles(noises) : null,
    uncertain: uncertain === null ? null : writeUpper(uncertain(), varianceRows),
  }
}

/** Measures that are conditioned alike share a process. */
function placeIn(processes: WorldProcess[], process: WorldProcess): number {
  const text = JSON.stringify(process)
  const place = processes.findIndex((one) => JSON.stringify(one) === text)
  return place < 0 ? processes.push(process) - 1 : place
}

function scalesOf(model: MeasureModel): Pick<WorldMeasure, 'scales' | 'rest'> {
  const { support, spread, nugget, noise } = model
  const [near, two, far] = support
  const stated = statedNoise(model)
  const rest = (factor: number) => (factor * spread) ** 2 * (nugget + noise) - stated ** 2
  return {
    scales: [near * spread, two * spread, far * spread],
    rest: [rest(near), rest(two), rest(far)],
  }
}
