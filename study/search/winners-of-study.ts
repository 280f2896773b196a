import { objectivesOf } from '../../search/objectives.ts'
import { wholeWorlds } from '../footprint/world-footprints.ts'
import { worldsProblem } from '../footprint/worlds-problem.ts'
import type { OpenedRelease } from '../opened-release.ts'
import type { SearchStudy } from './search-study.ts'
import { type StudiedWinners, studyWinners, type Winner } from './winners.ts'

interface Asked {
  /** How many worlds are drawn whole. */
  readonly worlds: number
  /** Folder of the release. */
  readonly release: string
  readonly shown: { progress(done: number, total: number): void }
}

/**
 * Compares the winners of searches in worlds with the best architectures of these worlds.
 * @throws Error where whole worlds are asked for and the models at hand do not draw them
 */
export async function winnersOf(
  { local }: OpenedRelease,
  study: SearchStudy,
  { worlds, release, shown }: Asked,
): Promise<StudiedWinners> {
  const { instance, measure } = study
  const described = await local.getInstance({ instance })
  const [objective] = objectivesOf(described, [measure])
  const winners = study.algorithms.flatMap(({ name, winners: own }) =>
    own.map(({ run, ...found }): Winner => ({ algorithm: name, world: run, ...found })),
  )
  const { direction = 'maximize' } = objective ?? {}
  if (worlds === 0) return studyWinners({ winners, worlds: [], isMeasured: () => false, direction })
  const epochs = study.epochs ?? described.epochs.at(-1) ?? 0
  const { results } = await local.listSurrogates({})
  const sha256 = results.find((one) => one.instance === instance)?.sha256 ?? ''
  const question = { release, sha256, instance, epochs, measure }
  const problem = await worldsProblem({ ...question, operator: 'graph-edit', noiseDeviation: null })
  if (problem === null) {
    throw new Error(`The models at hand do not draw worlds of ${measure} on ${instance}.`)
  }
  const { nearestMeasured } = problem.predictions
  const onProgress = (done: number, total: number) => shown.progress(done, total)
  return studyWinners({
    winners,
    worlds: await wholeWorlds(problem, { worlds, onProgress }),
    isMeasured: (id) => nearestMeasured[id] === 0,
    direction,
  })
}
