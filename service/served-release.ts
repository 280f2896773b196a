import { isDeepStrictEqual } from 'node:util'
import type { Served } from '../api/operations/context.ts'
import type { LandscapeAccess } from '../api/operations/landscape-access.ts'
import { type SurrogateModel, viewRelease } from '../api/operations/release-view.ts'
import type { Releases } from '../api/operations/releases.ts'
import type { Database } from '../db/database.ts'
import {
  type LoadedRelease,
  loadRelease,
  loadReleaseAs,
  type ReleaseParts,
} from '../db/load-release.ts'
import { type PackedPredictions, packPredictions } from '../fitness/packed-predictions.ts'
import type { Space } from '../space/space.ts'
import { worldAccess } from './worlds.ts'

/** What a server needs beside a release to serve it. */
export interface ServingParts {
  readonly space: Space
  readonly models: readonly SurrogateModel[]
  readonly releases?: Releases | undefined
  readonly preparation?: Served['preparation']
  /** By release id. */
  readonly landscapes?: (release: string) => LandscapeAccess
  readonly openGraph?: Served['openGraph']
}

type Parts = ReleaseParts<PackedPredictions>
type WeakParts<Part> =
  Part extends ReadonlyMap<string, infer Value extends WeakKey>
    ? ReadonlyMap<string, WeakRef<Value>>
    : never

function weakReferences<Value extends WeakKey>(parts: ReadonlyMap<string, Value>) {
  return new Map([...parts].map(([key, one]) => [key, new WeakRef(one)]))
}

function dereferenced<Value extends WeakKey>(parts: ReadonlyMap<string, WeakRef<Value>>) {
  return new Map(
    [...parts].flatMap(([key, weak]) => {
      const one = weak.deref()
      return one === undefined ? [] : [[key, one] as const]
    }),
  )
}

/** The one release that is served; another takes its place as a whole, never in part. */
export class ServedRelease {
  #served: Served | null = null
  // Weakly: what the view has let go is not kept for the next release.
  #columns: WeakParts<Parts['columns']> = new Map()
  #predictions: WeakParts<Parts['predictions']> = new Map()
  #models: readonly SurrogateModel[] = []
  #loading: Promise<unknown> = Promise.resolve()

  /** What a request is to ask once and keep to; null until the first release is loaded. */
  get current(): Served | null {
    return this.#served
  }

  /**
   * Loads a release in the background and then serves it. What the release before has too is
   * shared, so that both together hold little more than the larger one.
   * @param made predictions that need not be read
   * @returns false where it is served already
   * @throws what `loadRelease` throws; the release before is served on then
   */
  load(
    db: Database,
    id: string,
    parts: ServingParts,
    made: Parts['predictions'] = new Map(),
  ): Promise<boolean> {
    const loading = this.#loading.then(() => this.#load(db, id, parts, made))
    this.#loading = loading.catch(() => {})
    return loading
  }

  /** The release that is served as the database has it, its columns those that are in memory. */
  async stored(db: Database): Promise<LoadedRelease | null> {
    const id = this.#served?.release.id
    return id === undefined ? null : loadRelease(db, id, dereferenced(this.#columns))
  }

  async #load(
    db: Database,
    id: string,
    parts: ServingParts,
    made: Parts['predictions'],
  ): Promise<boolean> {
    const { space, models, releases, preparation, openGraph } = parts
    const before = this.#served
    // The same release with other models, or with other cards of them, is another view.
    const isSame = before?.release.id === id && isDeepStrictEqual(models, this.#models)
    if (isSame) return false
    const known = {
      columns: dereferenced(this.#columns),
      predictions: new Map([...dereferenced(this.#predictions), ...made]),
    }
    const release = await loadReleaseAs(db, id, packPredictions, known)
    const view = viewRelease(release, space, models)
    const landscapes = parts.landscapes?.(id)
    this.#served = {
      space,
      release: view,
      releases,
      preparation,
      landscapes,
      openGraph,
      ...worldAccess(models, space),
    }
    this.#columns = weakReferences(release.parts.columns)
    this.#predictions = weakReferences(release.parts.predictions)
    this.#models = models
    return true
  }
}
