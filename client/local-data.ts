import type { Served } from '../api/operations/context.ts'
import type { LandscapeAccess } from '../api/operations/landscape-access.ts'
import type { AnyOperation } from '../api/operations/operation.ts'
import {
  type ReleaseView,
  type SurrogateModel,
  viewRelease,
} from '../api/operations/release-view.ts'
import { SurrogateCard } from '../api/operations/schemas/surrogate.ts'
import type { ComputeWorld, ReadWorlds } from '../api/operations/world-access.ts'
import { landscapesFileName, readLandscapesFile } from '../landscape/landscapes-file.ts'
import type { Space } from '../space/space.ts'
import { decodeSpace } from '../space/space-encoding.ts'
import { readWorlds } from '../surrogate/worlds/read-worlds.ts'
import {
  type LocalInstance,
  openLocalInstance,
  tableFiles,
  unreadInstance,
} from './local-instance.ts'
import { memoized } from './memoized.ts'
import type { ReleaseFiles } from './release-files.ts'
import { type ListedInstance, parseInstances, parseManifest } from './release-manifest.ts'
import { worldColumns } from './release-tables.ts'

/** What has to be read before there is an answer. */
export interface Wanted {
  readonly what: AnyOperation['reads']
  /** Without it, all. */
  readonly instance?: string | undefined
  /** Of an initial population: the instance that it is made on. */
  readonly from?: string | undefined
  /** Another instance, where two are compared. */
  readonly with?: string | undefined
  /** Of fitness; without it, the largest budget of the instance. */
  readonly epochs?: number | undefined
}

/** The data of a release in files; what a question needs is read when it is first asked. */
export interface LocalData {
  readonly release: string
  readonly space: Space
  served(wanted: Wanted): Promise<Served>
}

/** The instances of which there is anything: a folder may have the files of some only. */
async function instancesIn(
  files: ReleaseFiles,
  all: readonly ListedInstance[],
): Promise<readonly ListedInstance[]> {
  const found: ListedInstance[] = []
  for (const one of all) {
    const there = await Promise.all(tableFiles(one).map((name) => files.isThere(name)))
    if (there.length === 0 || there.includes(true)) found.push(one)
  }
  if (found.length > 0 || all.length === 0) return found
  throw new Error(`${files.where} has no Parquet files, which the local mode needs.`)
}

/** @throws Error where there is no release of this format, DamagedFileError */
export async function openLocalData(files: ReleaseFiles): Promise<LocalData> {
  const { where } = files
  const manifest = parseManifest(where, await files.manifest())
  const needed = (name: string) => {
    const file = manifest.files.find((one) => one.name === name)
    if (file !== undefined) return files.open(file)
    throw new Error(
      `${where} has no ${name}, which the local mode needs; export the release without leaving formats out.`,
    )
  }
  const bytesOf = async (name: string) => new Uint8Array(await (await needed(name)).slice(0))
  const json = async (name: string): Promise<unknown> =>
    JSON.parse(new TextDecoder().decode(await bytesOf(name)))
  const listed = await instancesIn(files, parseInstances(where, await json('instances.json')))
  const space = decodeSpace(await bytesOf('space-1.bin'))

  let view: ReleaseView | null = null
  const opened = new Map<string, LocalInstance>()
  const viewAgain = () => {
    view = null
  }
  const open = memoized(async (one: ListedInstance) => {
    const instance = await openLocalInstance(one, space, {
      fileOf: async (name) => ({ where: `${where}/${name}`, bytes: await needed(name) }),
      onRead: viewAgain,
    })
    opened.set(one.id, instance)
    viewAgain()
    return instance
  })
  const models: SurrogateModel[] = []
  const readCard = memoized(async ({ surrogate }: ListedInstance) => {
    if (surrogate === null || surrogate.card === null) return
    if (!(await files.isThere(surrogate.card))) return
    const { id, sha256, model } = surrogate
    const card = SurrogateCard.parse(await json(surrogate.card))
    models.push({ id, sha256, path: `${where}/${model}`, card })
    viewAgain()
  })

  const readWorldsOf: ReadWorlds = async (id) => {
    const name = listed.find(({ surrogate }) => surrogate?.id === id)?.surrogate?.worlds ?? null
    if (name === null || !(await files.isThere(name))) return null
    return readWorlds(await bytesOf(name))
  }
  // Computing it takes a minute; the values are the same.
  const exportedWorld: ComputeWorld = async ({ surrogate: id, epochs, seed, predictions }) => {
    const one = listed.find(({ surrogate }) => surrogate?.id === id)
    const name = `${one?.id}.world-${seed}.parquet`
    if (!manifest.files.some((file) => file.name === name)) return null
    if (!(await files.isThere(name))) return null
    const file = { where: `${where}/${name}`, bytes: await needed(name) }
    return worldColumns(file, { epochs, measures: predictions.measures, architectures: space.size })
  }
  const landscapesOf = memoized(async (instance: string) => {
    const name = landscapesFileName(instance)
    const isListed = manifest.files.some((one) => one.name === name)
    if (!isListed || !(await files.isThere(name))) return null
    return readLandscapesFile(`${where}/${name}`, await json(name)).landscapes
  })
  const landscapes: LandscapeAccess = { landscapesOf }

  const read = async (wanted: Wanted): Promise<void> => {
    if (wanted.what === 'space') return
    if (wanted.what === 'cards') {
      for (const one of listed) await readCard(one)
      return
    }
    for (const one of listed) {
      const asked = [wanted.instance, wanted.from, wanted.with]
      if (wanted.instance !== undefined && !asked.includes(one.id)) continue
      const instance = await open(one)
      if (wanted.what === 'descriptions') await instance.readEvaluations()
      else if (wanted.what === 'budgets') {
        for (const epochs of instance.epochs) await instance.readBudget(epochs)
      } else await instance.readBudget(wanted.epochs ?? instance.epochs.at(-1) ?? 0)
    }
  }
  const viewRead = (): ReleaseView => {
    const { release: id, publishedAt } = manifest
    const instances = listed.map((one) => opened.get(one.id)?.loaded() ?? unreadInstance(one))
    const release = viewRelease({ id, publishedAt, instances }, space, models)
    // An error says which budgets there are, and not which were read.
    const views = [...release.instances].map(
      ([name, own]) => [name, { ...own, epochs: opened.get(name)?.epochs ?? [] }] as const,
    )
    return { ...release, instances: new Map(views) }
  }
  return {
    release: manifest.release,
    space,
    served: async (wanted) => {
      await read(wanted)
      view ??= viewRead()
      return {
        space,
        release: view,
        landscapes,
        readWorlds: readWorldsOf,
        computeWorld: exportedWorld,
      }
    },
  }
}
