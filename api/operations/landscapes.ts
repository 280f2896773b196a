import { fullMeasureKey, measureKey, measureName } from '../../fitness/measure.ts'
import { didYouMean } from '../../fitness/nearest-name.ts'
import {
  type InstanceLandscape,
  type LandscapeSource,
  landscapeMeasures,
  landscapeValues,
  type PublishedOptima,
  type SourcedLandscape,
} from '../../landscape/instance-landscapes.ts'
import type { Operator } from '../../space/neighbour-graph.ts'
import type { Context } from './context.ts'
import { ApiError, shorten } from './errors.ts'
import { budgetOf, instanceView } from './fitness.ts'
import type { InstanceView } from './release-view.ts'

export interface LandscapeRequest {
  readonly instance: string
  readonly epochs?: number | undefined
  readonly measure?: string | undefined
}

interface Found {
  readonly view: InstanceView
  readonly landscape: InstanceLandscape
  readonly answered: {
    release: string
    instance: string
    epochs: number
    measure: string
    operator: Operator
  }
}

/**
 * The landscape that a request asks for.
 * @throws ApiError `instance_not_found`, `epochs_not_available`; `request_invalid` where the instance
 * has no such measure to maximize; `not_evaluated` where the release has no landscape of it;
 * `unavailable` while landscapes are being computed
 */
export async function openLandscape(
  context: Context,
  request: LandscapeRequest,
  operator: Operator,
): Promise<Found> {
  const view = instanceView(context, request.instance)
  const epochs = budgetOf(context, view, request.epochs)
  const key = request.measure === undefined ? null : checkedKey(view, request.measure)
  const all = (await context.landscapes?.landscapesOf(view.instance.id)) ?? []
  const landscape = all.find(
    (one) =>
      one.epochs === epochs && one.operator === operator && (key === null || one.measure === key),
  )
  if (landscape === undefined) throw noLandscape(view, all, { epochs, key })
  const { measure } = landscape
  const { id: instance } = view.instance
  const answered = { release: context.release.id, instance, epochs, measure, operator }
  return { view, landscape, answered }
}

function checkedKey({ instance }: InstanceView, measure: string): string {
  const key = fullMeasureKey(measure)
  const known = landscapeMeasures(instance).map(measureKey)
  if (known.includes(key)) return key
  const hint = didYouMean(key, known)
  const detail = `${instance.id} has no landscape of ${shorten(measure)}.${hint} Landscapes are of: ${known.join(', ') || 'none'}.`
  throw new ApiError('request_invalid', detail, { errors: [{ pointer: '/measure', detail }] })
}

function noLandscape(
  { instance }: InstanceView,
  all: readonly InstanceLandscape[],
  { epochs, key }: { readonly epochs: number; readonly key: string | null },
): ApiError {
  const known = new Set(all.map((one) => `${one.measure} at ${one.epochs}`))
  return new ApiError(
    'not_evaluated',
    `${instance.id} has no landscape of ${key ?? 'any measure'} at ${epochs} epochs: it needs predictions, or at least 1,000 measured architectures. The release has: ${[...known].join(', ') || 'none'}.`,
  )
}

/** What a source says of a landscape. */
export interface OpenedSource<Sourced extends SourcedLandscape = SourcedLandscape> extends Found {
  readonly source: LandscapeSource
  readonly sourced: Sourced
  /** NaN where the source has no value. */
  readonly fitnessOf: (architectureId: number) => number
}

export interface SourceRequest extends LandscapeRequest {
  readonly source: LandscapeSource
}

/** @throws ApiError as `openLandscape`; `not_evaluated` where this source has none */
export async function openSourced(
  context: Context,
  { operator, ...request }: SourceRequest & { readonly operator: Operator },
): Promise<OpenedSource> {
  const { source } = request
  const found = await openLandscape(context, request, operator)
  const { view, landscape } = found
  const { epochs, measure } = landscape
  const sourced = source === 'tabular' ? landscape.measured : landscape.predicted
  const named = landscapeMeasures(view.instance).find((one) => measureKey(one) === measure)
  const fitnessOf = named && landscapeValues(view, source, { epochs, name: measureName(named) })
  if (sourced === null || !fitnessOf) throw noSource(found, source)
  return { ...found, source, sourced, fitnessOf }
}

function noSource({ answered }: Found, source: LandscapeSource): ApiError {
  const { instance, measure, epochs } = answered
  const other = source === 'tabular' ? 'surrogate' : 'tabular'
  return new ApiError(
    'not_evaluated',
    `${instance} has no ${source} landscape of ${measure} at ${epochs} epochs; ask with source ${other}.`,
  )
}

type WithOptima = SourcedLandscape & { readonly optima: PublishedOptima }

/**
 * The same of neighbours by one edit, with all local optima.
 * @throws ApiError as `openSourced`
 */
export async function openSource(
  context: Context,
  request: SourceRequest,
): Promise<OpenedSource<WithOptima>> {
  const found = await openSourced(context, { ...request, operator: 'graph-edit' })
  const { optima } = found.sourced
  if (optima === null) throw noSource(found, request.source)
  return { ...found, sourced: { ...found.sourced, optima } }
}
