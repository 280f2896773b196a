import type { Space } from '../../space/space.ts'
import type { Log } from '../http/log.ts'
import type { Service } from '../http/service.ts'
import type { Preparation } from './preparation.ts'
import type { ReleaseView } from './release-view.ts'
import type { Releases } from './releases.ts'
import type { ComputeWorld, ReadWorlds } from './world-access.ts'

/** What is served: the space and one release; replaced as a whole when a release is published. */
export interface Served {
  readonly space: Space
  readonly release: ReleaseView
  /** The others, and their files; without it there is only the one that is served. */
  readonly releases?: Releases | undefined
  /** How far what is missing in the release is, asked anew each time; without it nothing is missing. */
  readonly preparation?: (() => Preparation) | undefined
  /** Without it no worlds can be drawn. */
  readonly readWorlds?: ReadWorlds | undefined
  /** Computes whole worlds elsewhere; without it, in this process between other requests. */
  readonly computeWorld?: ComputeWorld | undefined
}

/** What an operation may use. */
export interface Context extends Served {
  readonly log: Log
  readonly requestId: string
  readonly service: Service
  /**
   * Counts more of the client's rate limit than the request itself.
   * @throws ApiError `rate_limited`
   */
  charge(units: number): void
  /** Whether nobody is there any more to be answered. */
  hasLeft(): boolean
}
