import type { Outputs } from '../../client/client.ts'
import type { PageRequest } from '../ask.ts'
import { conditionText } from '../shared/conditions.ts'
import type { Instance } from '../shared/measures.ts'
import { type View, viewQuery } from '../shared/view.ts'
import { type Card, distributionOf } from './intervals.ts'
import { refusal } from './refusal.ts'

/** About as many draws as a reader waits for. */
const CANDIDATES = 400

/** A cell that is on the front of at least one world, at its place on the scatter. */
export interface FrontCell {
  readonly id: number
  readonly x: number
  readonly y: number
  /** Worlds in which it is on the front; an upper bound, see the operation. */
  readonly worlds: number
}

/** Which cells are on the front in how many worlds. */
export interface FrontWorlds {
  readonly membership: Outputs['getFrontMembership']
  readonly cells: readonly FrontCell[]
}

/** `unasked` until a reader asks; `refused` says why there is none. */
export type AskedFront = FrontWorlds | { readonly refused: string } | 'unasked'

async function asked(
  request: PageRequest,
  instance: Instance,
  { x, y, epochs, source, where }: View,
): Promise<FrontWorlds> {
  const keys = (direction: string) =>
    [x, y].filter((axis) => axis.direction === direction).map(({ key }) => key)
  const membership = await request.ask('getFrontMembership', {
    instance: instance.id,
    epochs,
    where: where.map(conditionText),
    minimize: keys('minimize'),
    maximize: keys('maximize'),
    candidates: CANDIDATES,
    limit: CANDIDATES,
  })
  const of = { instance: instance.id, epochs, source } as const
  const xs = await request.column({ ...of, column: x.key })
  const ys = await request.column({ ...of, column: y.key })
  const cells = membership.results.map(({ architectureId: id, membership: share }) => ({
    id,
    x: xs[id] ?? Number.NaN,
    y: ys[id] ?? Number.NaN,
    worlds: Math.round(share * membership.worlds),
  }))
  return { membership, cells: cells.filter((one) => !Number.isNaN(one.x + one.y)) }
}

/**
 * The cells that can be on the Pareto front of the true values. It takes seconds of the processor, so
 * that a reader asks for it. Null where no predicted measure is weighed.
 */
export async function frontWorlds(
  request: PageRequest,
  instance: Instance,
  { view, card }: { readonly view: View; readonly card: Card | null },
): Promise<AskedFront | null> {
  const { x, y, epochs, source } = view
  const isPredicted =
    card !== null && [x, y].some(({ key }) => distributionOf(card, key, epochs) !== undefined)
  if (!isPredicted || x.key === y.key || source === 'tabular') return null
  if (request.query.get('front') !== 'worlds') return 'unasked'
  return request
    .remember(`front ${instance.id}?${viewQuery(instance, view)}`, () =>
      asked(request, instance, view),
    )
    .catch((error: unknown) => ({ refused: refusal(error) }))
}
