import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { openNeighbourGraph } from '../db/neighbour-graph-file.ts'
import { replaceFile } from '../db/space-file.ts'
import type { InstanceLandscape } from '../landscape/instance-landscapes.ts'
import { LANDSCAPES_VERSION } from '../landscape/landscapes-file.ts'
import type { Space } from '../space/space.ts'
import type { Derived } from './derived-files.ts'

/** Landscapes by instance. */
export type Landscapes = ReadonlyMap<string, readonly InstanceLandscape[]>

const FOLDER = `landscapes-${LANDSCAPES_VERSION}`

const pathOf = (dataFolder: string, release: string) => join(dataFolder, FOLDER, `${release}.json`)

/**
 * The landscapes of a release that a service computed into its data folder; null where it has not.
 * They follow from the release, so that a damaged file counts as none and is computed again.
 */
export async function keptLandscapes(
  dataFolder: string,
  release: string,
): Promise<Landscapes | null> {
  try {
    const text = await readFile(pathOf(dataFolder, release), 'utf8')
    return new Map(Object.entries(JSON.parse(text) as Record<string, InstanceLandscape[]>))
  } catch {
    return null
  }
}

/** Keeps the landscapes of a release; those of others are removed. */
export async function keepLandscapes(
  dataFolder: string,
  release: string,
  landscapes: Landscapes,
): Promise<void> {
  const path = pathOf(dataFolder, release)
  const folder = join(dataFolder, FOLDER)
  await mkdir(folder, { recursive: true })
  const others = (await readdir(folder)).map((name) => join(folder, name))
  await replaceFile(path, Buffer.from(JSON.stringify(Object.fromEntries(landscapes))))
  for (const other of others) if (other !== path) await rm(other, { force: true })
}

/** What goes into the files of a release beside its tables; undefined where it is not computed. */
export async function keptDerived(
  dataFolder: string,
  release: string,
  space: Space,
): Promise<Derived | undefined> {
  const landscapes = await keptLandscapes(dataFolder, release)
  if (landscapes === null) return undefined
  return { landscapes, graph: await openNeighbourGraph(dataFolder, space, 'graph-edit') }
}
