import type { Condition } from '../../fitness/condition.ts'
import { filtered } from '../../fitness/filter.ts'
import { frontCandidates, type UncertainObjective } from '../../fitness/front-candidates.ts'
import { fullMeasureKey, measureKey, measureName } from '../../fitness/measure.ts'
import { paretoFront } from '../../fitness/pareto.ts'
import { predictiveDeviation } from '../../fitness/predictive.ts'
import { ascending } from '../../fitness/selected.ts'
import { valuesInWorlds } from '../../surrogate/worlds/values-in-worlds.ts'
import type { Context } from './context.ts'
import { ApiError } from './errors.ts'
import { type OpenedRows, openRows } from './listing/open-rows.ts'
import { objectivesOf } from './listing/pareto-rows.ts'
import type { Steps } from './run-cooperatively.ts'
import { openedBudget } from './worlds.ts'

/** Worlds that are asked, from seed 0: those that are exported with a release. */
export const FRONT_WORLDS = 16

interface MembershipInput {
  readonly instance: string
  readonly epochs?: number | undefined
  readonly where: Condition[]
  readonly minimize: readonly string[]
  readonly maximize: readonly string[]
  readonly candidates: number
  readonly limit: number
}

/** An objective by its column, and by its measure where it is predicted. */
interface FrontObjective extends UncertainObjective {
  readonly name: string
  readonly measure: string | null
}

function frontObjectives(opened: OpenedRows, input: MembershipInput): FrontObjective[] {
  const packed = opened.problem.predictions?.packed
  return objectivesOf(input).map(({ name, direction }) => {
    const column = opened.columnOf(name, `/${direction}`)
    const key = fullMeasureKey(name)
    const place = packed?.measures.findIndex((measure) => measureKey(measure) === key) ?? -1
    const [measure, distribution] = [packed?.measures[place], packed?.distributions[place]]
    if (packed === undefined || measure === undefined || distribution === undefined) {
      return { name: key, column, direction, deviation: null, measure: null }
    }
    const deviation = (id: number) =>
      predictiveDeviation(distribution, column(id), packed.deviationOf(place, id), 'truth')
    return { name: key, column, direction, deviation, measure: measureName(measure) }
  })
}

/** By candidate: in how many worlds it is on the front of the candidates. */
function* timesOnFront(
  ids: Uint32Array,
  objectives: readonly FrontObjective[],
  worlds: readonly (readonly Float64Array[])[],
): Steps<Uint8Array> {
  const times = new Uint8Array(ids.length)
  const places = ascending(ids.length)
  for (const values of worlds) {
    const drawn = values.values()
    const inWorld = objectives.map(({ column, direction, measure }) => {
      const own = measure === null ? undefined : drawn.next().value
      return {
        direction,
        column: (at: number) =>
          own === undefined ? column(ids[at] as number) : (own[at] as number),
      }
    })
    const front = yield* paretoFront(places, inWorld)
    for (const at of front.ids) times[at] = (times[at] as number) + 1
  }
  return times
}

/** The share of all places on fronts that the less likely half of the candidates takes. */
function lateShare(times: Uint8Array, deviationsAway: Float64Array): number | null {
  const order = [...times.keys()].sort(
    (one, other) =>
      (deviationsAway[one] as number) - (deviationsAway[other] as number) || one - other,
  )
  const sum = (places: readonly number[]) =>
    places.reduce((total, at) => total + (times[at] as number), 0)
  const all = sum(order)
  return all === 0 ? null : sum(order.slice(Math.ceil(order.length / 2))) / all
}

/**
 * In how many worlds architectures are on the Pareto front of the true values.
 * @throws ApiError as `openRows`; `not_evaluated` where no worlds can be drawn
 */
export function* frontMembership(context: Context, input: MembershipInput) {
  const { space } = context
  const opened = openRows(context, {
    ...input,
    source: 'surrogate',
    world: 0,
    run: 'mean',
    halfway: false,
  })
  const objectives = frontObjectives(opened, input)
  const names = objectives.map(({ name }) => name)
  yield* opened.prepare(names)
  const ids = filtered(opened.rows.ids, opened.filters)
  const means = yield* paretoFront(ids, objectives)
  const candidates = yield* frontCandidates(ids, objectives, {
    front: means.ids,
    most: input.candidates,
  })
  const predictions = opened.problem.predictions?.packed
  const budget = predictions && openedBudget(predictions)
  if (!predictions || !budget) {
    throw new ApiError(
      'not_evaluated',
      `${input.instance} has no worlds: its surrogate comes without the file that they are drawn from.`,
    )
  }
  const measures = objectives.flatMap(({ measure }) => measure ?? [])
  const asked = { space, predictions, budget, ids: candidates.ids, measures, worlds: FRONT_WORLDS }
  const worlds = yield* valuesInWorlds(asked)
  const times = yield* timesOnFront(candidates.ids, objectives, worlds)
  const onMeans = new Set(means.ids)
  const order = [...times.keys()]
    .filter((at) => (times[at] as number) > 0)
    .sort((one, other) => (times[other] as number) - (times[one] as number) || one - other)
  return {
    release: opened.answered.release,
    instance: opened.answered.instance,
    epochs: opened.answered.epochs,
    objectives: objectives.map(({ name, direction }) => ({ name, direction })),
    worlds: FRONT_WORLDS,
    compared: means.compared,
    candidates: candidates.ids.length,
    lateShare: lateShare(times, candidates.deviationsAway),
    results: order.slice(0, input.limit).map((at) => {
      const architectureId = candidates.ids[at] as number
      return {
        hash: space.hashOf(architectureId),
        architectureId,
        membership: (times[at] as number) / FRONT_WORLDS,
        isOnMeanFront: onMeans.has(architectureId),
        deviationsAway: candidates.deviationsAway[at] as number,
        values: objectives.map(({ column }) => column(architectureId)),
      }
    }),
  }
}
