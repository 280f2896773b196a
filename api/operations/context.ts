import type { NeighbourGraph } from '../../space/neighbour-graph.ts'
import type { Space } from '../../space/space.ts'
import type { LandscapeAccess } from './landscape-access.ts'
import type { Preparation } from './preparation.ts'
import type { ReleaseView } from './release-view.ts'
import type { Releases } from './releases.ts'
import type { Limits } from './schemas/limits.ts'
import type { ComputeWorld, ReadWorlds } from './world-access.ts'

/** What is served: the space and one release; replaced as a whole when a release is published. */
export interface Served {
  readonly space: Space
  readonly release: ReleaseView
  /** The others, and their files; without it there is only the one that is served. */
  readonly releases?: Releases | undefined
  /** How far what is missing in the release is, asked anew each time; without it nothing is missing. */
  readonly preparation?: (() => Preparation) | undefined
  /** Without it the release has no landscapes. */
  readonly landscapes?: LandscapeAccess | undefined
  /** Opens the kept graph of neighbours by one edit; without it, it is built. */
  readonly openGraph?: (() => Promise<NeighbourGraph>) | undefined
  /** Without it no worlds can be drawn. */
  readonly readWorlds?: ReadWorlds | undefined
  /** Computes whole worlds elsewhere; without it, in this process between other requests. */
  readonly computeWorld?: ComputeWorld | undefined
}

/** Architectures whose fitness was answered, by source. */
export interface AnswerCounts {
  tabular: number
  surrogate: number
  world: number
}

/** What an operation may use: data, and nothing of who asks or how. */
export interface Context extends Served {
  /** By instance: operations count here what they answer. */
  readonly answerCounts: Map<string, AnswerCounts>
  /** Of the service; null where there is no service, only the files of a release. */
  readonly limits: Limits | null
}

/** @param instance one that the release has: its id becomes a label of the metrics */
export function countsOf(
  { answerCounts }: Pick<Context, 'answerCounts'>,
  instance: string,
): AnswerCounts {
  const known = answerCounts.get(instance)
  if (known !== undefined) return known
  const made = { tabular: 0, surrogate: 0, world: 0 }
  answerCounts.set(instance, made)
  return made
}
