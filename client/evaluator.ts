import { answeredMeasure } from '../fitness/answered-measure.ts'
import type { Evaluator, Selection } from '../search/evaluator.ts'
import type { Client } from './client.ts'
import { EoNasBenchError } from './eo-nas-bench-error.ts'
import type { LocalRelease } from './open-release.ts'

type Operations = Pick<
  Client,
  | 'getInstance'
  | 'getFitness'
  | 'sampleArchitectures'
  | 'getArchitecture'
  | 'listNeighbours'
  | 'listFitness'
  | 'getStatistics'
  | 'getParetoFront'
>

/** What a release in files has beside them. */
type Local = Pick<LocalRelease, 'fitnessOf' | 'hashOf'>

/** Most that a page has. */
const NEIGHBOURS_MAX = 10_000

/** What a search problem needs, asked of a service or of files. */
export function evaluatorOf(client: Operations & Partial<Local>): Evaluator {
  const { fitnessOf, hashOf } = client
  return {
    ...(hashOf === undefined ? {} : { hashOf }),
    ...(fitnessOf === undefined ? {} : { open: opening(fitnessOf) }),
    describe: (instance) => client.getInstance({ instance }),
    evaluate: async (instance, hash, selection) => {
      try {
        return await client.getFitness({ instance, hash, ...worldOf(selection) })
      } catch (error) {
        return nullIfNotEvaluated(error)
      }
    },
    sample: async (count, seed, method) =>
      (await client.sampleArchitectures({ count, seed, method })).results,
    representative: (hash) => client.getArchitecture({ hash }),
    neighbours: async (hash) => {
      const hashes: string[] = []
      let cursor: string | undefined
      do {
        const page = await client.listNeighbours({ hash, limit: NEIGHBOURS_MAX, cursor })
        hashes.push(...page.results.map((one) => one.hash))
        cursor = page.next ?? undefined
      } while (cursor !== undefined)
      return hashes
    },
    reference: async (instance, { name, maximize }, asked) => {
      const selection = worldOf(asked)
      const sort = maximize ? `-${name}` : name
      const { results } = await client.listFitness({ instance, ...selection, sort, limit: 1 })
      const statistics = await client.getStatistics({ instance, ...selection, bins: 1 })
      const described = statistics.results.find((one) => one.name === name)?.[
        selection.source === 'tabular' ? 'tabular' : 'surrogate'
      ]
      const median = described?.quantiles.find(({ probability }) => probability === 0.5)?.value
      const best = results[0] && answeredMeasure(results[0], name)
      if (typeof best === 'number' && median !== undefined) return { optimum: best, median }
      throw new Error(`${instance} has no ${name} to compare with.`)
    },
    frontOfMacs: async (instance, measure, asked) => {
      const objectives = { maximize: [measure], minimize: ['macs'] }
      return (await client.getParetoFront({ instance, ...worldOf(asked), ...objectives })).results
    },
  }
}

/** @throws what it is given, unless the source has no value of the architecture */
function nullIfNotEvaluated(error: unknown): null {
  if (error instanceof EoNasBenchError && error.code === 'not_evaluated') return null
  throw error
}

function opening(fitnessOf: Local['fitnessOf']): NonNullable<Evaluator['open']> {
  return async (instance, selection) => {
    const answer = await fitnessOf({ instance, ...worldOf(selection) })
    return (hash) => {
      try {
        return answer(hash)
      } catch (error) {
        return nullIfNotEvaluated(error)
      }
    }
  }
}

/** A selection as the operations take it. */
function worldOf<Asked extends Pick<Selection, 'world'>>({ world, ...asked }: Asked) {
  return { ...asked, ...(world === null ? {} : { world }) }
}
