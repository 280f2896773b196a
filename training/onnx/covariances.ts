import { MODEL_INPUT } from '../../surrogate/model-names.ts'
import type { Kernel } from '../gaussian-process/kernel.ts'
import type { PosteriorMean } from '../gaussian-process/posterior.ts'
import type { BudgetModel } from '../model.ts'
import { type Coordinates, coordinateValues } from './coordinates.ts'
import {
  additiveCovariances,
  COLUMNS_MAX,
  type Covariance,
  type Inducing,
  inducingRows,
  productCovariances,
} from './covariance.ts'
import type { GraphBuilder, Value } from './graph-builder.ts'

/** A kernel, and the rows that it is taken with. */
type Process = Pick<PosteriorMean, 'kernel' | 'inducing'>

/** What all processes of a model need, each computed once. */
export interface Covariances {
  of(process: Process): Covariance
  coordinatesOf(kernel: Kernel): Coordinates
}

interface Use {
  readonly kernel: Kernel
  readonly coordinates: Coordinates
  readonly inducing: Inducing
}

/** Of the budgets' own processes, for a factor of 1, and of those that a lower budget adds. */
function processesOf(budgets: readonly BudgetModel[]): Process[] {
  return budgets.flatMap(({ measures }) =>
    measures.flatMap(({ baseKernel, posterior, lower }) => [
      { kernel: baseKernel, inducing: posterior.inducing },
      ...(lower === null ? [] : [lower.lower, lower.rest]),
    ]),
  )
}

export function covariancesOf(graph: GraphBuilder, budgets: readonly BudgetModel[]): Covariances {
  const coordinates = new Map<string, Coordinates>()
  const coordinatesOf = ({ standardisation }: Kernel) => {
    const key = [standardisation.offsets, standardisation.scales].map((v) => graph.floats(v)).join()
    const known = coordinates.get(key) ?? coordinateValues(graph, MODEL_INPUT, standardisation)
    coordinates.set(key, known)
    return known
  }
  const uses = new Map<string, Use>()
  const ids = new Map<Kernel, number>()
  const keyOf = (kernel: Kernel, columns: Value) => {
    const id = ids.get(kernel) ?? ids.size
    ids.set(kernel, id)
    return `${id} ${columns}`
  }
  for (const { kernel, inducing: rows } of processesOf(budgets)) {
    const inducing = inducingRows(graph, rows)
    const key = keyOf(kernel, inducing.columns)
    if (!uses.has(key)) uses.set(key, { kernel, inducing, coordinates: coordinatesOf(kernel) })
  }
  const covariances = new Map<Use, Covariance>()
  for (const group of groupsOf([...uses.values()])) {
    for (const [at, covariance] of groupCovariances(graph, group).entries()) {
      covariances.set(group[at] as Use, covariance)
    }
  }
  return {
    coordinatesOf,
    of({ kernel, inducing }) {
      const use = uses.get(keyOf(kernel, inducingRows(graph, inducing).columns))
      const covariance = use && covariances.get(use)
      if (covariance === undefined) throw new Error('A process is none of the budgets’')
      return covariance
    },
  }
}

/** Product kernels share coordinates; additive kernels share inducing rows too. */
function groupsOf(uses: readonly Use[]): Use[][] {
  const groups: Use[][] = []
  for (const use of uses) {
    const { kernel, coordinates, inducing } = use
    const group = groups.find((others) => {
      const [first] = others
      if (first?.kernel.kind !== kernel.kind || first.coordinates !== coordinates) return false
      if (kernel.kind === 'product') return true
      const width = (others.length + 1) * inducing.count
      return first.inducing.columns === inducing.columns && width <= COLUMNS_MAX
    })
    if (group) group.push(use)
    else groups.push([use])
  }
  return groups
}

function groupCovariances(graph: GraphBuilder, group: readonly Use[]): Covariance[] {
  const [first] = group
  if (first === undefined) return []
  const { coordinates, inducing } = first
  if (first.kernel.kind === 'product') return productCovariances(graph, coordinates, group)
  const kernels = group.map(({ kernel }) => kernel)
  return additiveCovariances(graph, coordinates, { kernels, inducing })
}
