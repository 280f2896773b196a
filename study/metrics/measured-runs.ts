import { answeredMeasure } from '../../fitness/answered-measure.ts'
import { type FitnessChoice, fitnessOf, type OpenedRelease } from '../opened-release.ts'

// As many as one query takes.
const ASKED_MAX = 10_000

/** The values of each run of the architectures that were measured, by architecture id. */
export async function measuredRuns(
  opened: OpenedRelease,
  choice: Omit<FitnessChoice, 'source'> & { readonly runs: number },
): Promise<Map<number, number[]>> {
  const { instance, epochs, measure, runs } = choice
  const values = await fitnessOf(opened, { instance, epochs, measure, source: 'tabular' })
  const ids = [...values.keys()].filter((id) => !Number.isNaN(values[id]))
  const found = new Map<number, number[]>()
  for (let from = 0; from < ids.length; from += ASKED_MAX) {
    const asked = ids.slice(from, from + ASKED_MAX)
    const architectures = asked.map((id) => ({ hash: opened.space.hashOf(id) }))
    for (let run = 0; run < runs; run++) {
      const { results } = await opened.local.query({
        instance,
        epochs,
        source: 'tabular',
        run,
        architectures,
      })
      for (const [at, result] of results.entries()) {
        // A run that an architecture does not have is an error in its place.
        const value = 'metrics' in result ? answeredMeasure(result, measure) : null
        if (typeof value !== 'number') continue
        const id = asked[at] as number
        found.set(id, [...(found.get(id) ?? []), value])
      }
    }
  }
  return found
}
