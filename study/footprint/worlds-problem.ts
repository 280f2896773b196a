import { openLocalData } from '../../client/local-data.ts'
import { releaseFiles } from '../../client/release-files.ts'
import { fullMeasureKey, measureKey, measureName, measuresOf } from '../../fitness/measure.ts'
import type { Operator } from '../../space/neighbour-graph.ts'
import { encodeSpace } from '../../space/space-encoding.ts'
import { loadSurrogates } from '../../surrogate/predictor.ts'
import type { WorldBudget } from '../../surrogate/worlds/world-file.ts'
import { worldsOfModel } from '../../surrogate/worlds-file.ts'
import type { WorldsProblem } from './world-footprint-child.ts'

export interface WorldsQuestion {
  /** A release in files. */
  readonly release: string
  /** Of trained models; without it, those of this repository. */
  readonly models?: string | undefined
  /** Of the model that made the predictions. */
  readonly sha256: string
  readonly instance: string
  readonly epochs: number
  readonly measure: string
  readonly operator: Operator
  readonly noiseDeviation: number | null
}

/**
 * What worlds of one measure are drawn from; null where the release predicts it not, or the model that
 * made its predictions is not at hand. The other measures of the budget are left out, which makes a
 * world several times cheaper; its number names the same draw as in the API.
 */
export async function worldsProblem(question: WorldsQuestion): Promise<WorldsProblem | null> {
  const { instance, epochs, operator, noiseDeviation } = question
  const data = await openLocalData(releaseFiles(question.release))
  const { space, release } = await data.served({ what: 'fitness', instance, epochs })
  const view = release.instances.get(instance)
  const packed = view?.predictions.get(epochs)?.packed
  const named = measuresOf(view?.instance ?? { metrics: [] }).find(
    (one) => !one.halfway && measureKey(one) === fullMeasureKey(question.measure),
  )
  if (packed === undefined || named === undefined) return null
  const name = measureName(named)
  const place = packed.measures.findIndex((one) => measureName(one) === name)
  const distribution = packed.distributions[place]
  const { models } = await loadSurrogates(question.models, async () => true)
  const model = models.find(({ sha256 }) => sha256 === question.sha256)
  const worlds = model && (await worldsOfModel(model))
  const budget = worlds?.budgets.find((one) => one.epochs === epochs)
  if (distribution === undefined || budget === undefined) return null
  const own = onlyMeasure(budget, name)
  if (own === null) return null
  const column = (of: (column: number, id: number) => number) =>
    Float32Array.from({ length: space.size }, (_, id) => of(place, id))
  return {
    instance,
    space: encodeSpace(space),
    budget: own,
    among: budget.measures.map(({ measure }) => measure),
    correlations: packed.correlations,
    operator,
    noiseDeviation,
    predictions: {
      epochs,
      measures: [named],
      means: [column(packed.meanOf)],
      standardDeviations: [column(packed.deviationOf)],
      distributions: [distribution],
      correlations: [[1]],
      nearestMeasured: Uint8Array.from({ length: space.size }, (_, id) =>
        packed.nearestMeasuredOf(id),
      ),
    },
  }
}

/** What a budget has of one measure; null where it lacks it. */
export function onlyMeasure(budget: WorldBudget, name: string): WorldBudget | null {
  const measure = budget.measures.find((one) => one.measure === name)
  const process = measure && budget.processes[measure.process]
  const kernel = process && budget.kernels[process.kernel]
  if (measure === undefined || process === undefined || kernel === undefined) return null
  return {
    ...budget,
    measures: [{ ...measure, process: 0 }],
    processes: [{ ...process, kernel: 0 }],
    kernels: [kernel],
  }
}
