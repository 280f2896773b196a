import { fullMeasureKey, measureKey, measureName, measuresOf } from '../fitness/measure.ts'
import type { FitnessChoice, OpenedRelease } from './opened-release.ts'

/** The standard deviation between runs that the surrogate's card states; null without one. */
export async function noiseOf(
  { local }: OpenedRelease,
  { instance, epochs, measure }: Omit<FitnessChoice, 'source'>,
): Promise<number | null> {
  const described = await local.getInstance({ instance })
  const { results } = await local.listSurrogates({})
  const listed = results.find((one) => one.instance === instance)
  if (listed === undefined) return null
  const card = await local.getSurrogate({ surrogate: listed.id })
  const named = measuresOf(described).find(
    (one) => !one.halfway && measureKey(one) === fullMeasureKey(measure),
  )
  const output =
    named && card.outputs.find((one) => one.epochs === epochs && one.measure === measureName(named))
  const { distribution } = output ?? {}
  return distribution?.family === 'normal' ? distribution.noise : null
}
