import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { assertFree } from '../db/disk.ts'
import { lockFolder } from '../db/folder-lock.ts'
import type { Release } from '../fitness/release.ts'
import type { Reporter } from '../report/reporter.ts'
import type { Space } from '../space/space.ts'
import { architecturesOf } from './architectures.ts'
import { type Derived, derivedFilesOf } from './derived-files.ts'
import { namedFullDisk, neededFor } from './export-size.ts'
import type { ReleaseManifest } from './manifest.ts'
import { modelFilesOf } from './model-files.ts'
import { type Plan, plannedFiles, planOf, type Selection } from './plan.ts'
import { isListed, type PlannedFile } from './planned-file.ts'
import { verifyRelease } from './verify.ts'
import { writeRelease } from './write-release.ts'

export interface ExportOptions extends Selection {
  /** The release gets a folder of its own in here. */
  readonly folder: string
  readonly reporter: Reporter
  /** Where the trained models are, to be taken along; null for none. */
  readonly modelsFolder: string | null
  /** What is computed from the release, to be taken along; without it, it is left out. */
  readonly derived?: Derived | undefined
}

export interface Exported {
  /** Where the files are. */
  readonly folder: string
  readonly manifest: ReleaseManifest
  /** False where the same files were there already. */
  readonly created: boolean
}

/**
 * Writes a release as files into a folder that appears when all of it is there. What is there
 * already is kept where it has all the files as its manifest says. Where it lacks some, its files are
 * taken over; where one is damaged, all are written again.
 * @throws Error where the folder cannot be written, where its disk has too little room, or where someone else writes this release into it
 */
export async function exportRelease(
  release: Release,
  space: Space,
  options: ExportOptions,
): Promise<Exported> {
  const parent = resolve(options.folder)
  const folder = join(parent, release.id)
  const architectures = architecturesOf(space)
  const models = await modelFilesOf(release, options.modelsFolder)
  const plan = planOf(release, architectures, { ...options, models })
  const unlock = await lockFolder(
    join(parent, `${release.id}.lock`),
    `The export of ${release.id} into ${parent}`,
  )
  try {
    const known = await wholeManifest(folder, options.reporter)
    const files = filesOf(plan, release, options)
    if (known !== null && files.every((file) => isListed(known, file))) {
      return { folder, manifest: known, created: false }
    }
    // Of an export that was killed: nobody else writes while the lock is held.
    const part = partFolder(parent, release.id)
    await rm(part, { recursive: true, force: true })
    assertFree(parent, neededFor(plan))
    await mkdir(part, { recursive: true })
    try {
      const kept = known === null ? null : { folder, manifest: known }
      const manifest = await writeRelease(part, { release, space, plan, kept, models, ...options })
      await replace(part, folder)
      return { folder, manifest, created: true }
    } catch (error) {
      const named = namedFullDisk(parent, plan, error)
      // On a full disk what is half written is in the way of everything else.
      await rm(part, { recursive: true, force: true }).catch(() => {})
      throw named
    }
  } finally {
    unlock()
  }
}

/** Where the files of a release are until all of them are there. */
export const partFolder = (parent: string, id: string) => join(resolve(parent), `.${id}.part`)

function filesOf(
  plan: Plan,
  release: Release,
  { instances, derived }: Pick<ExportOptions, 'instances' | 'derived'>,
): PlannedFile[] {
  const isWritten = (id: string) => instances === null || instances.includes(id)
  const written = release.instances.filter(({ instance }) => isWritten(instance.id))
  const others = derivedFilesOf({ ...release, instances: written }, derived)
  return [...plannedFiles(plan), ...others.map(({ file }) => file)]
}

/** The manifest of a folder whose files are as it says; else null. */
async function wholeManifest(folder: string, reporter: Reporter): Promise<ReleaseManifest | null> {
  if (!existsSync(folder)) return null
  const verified = await verifyRelease(folder, reporter).catch(() => null)
  return verified === null || verified.problems.length > 0 ? null : verified.manifest
}

// A folder cannot be renamed over another one that is not empty.
async function replace(part: string, folder: string): Promise<void> {
  const old = `${part}.old`
  await rm(old, { recursive: true, force: true })
  if (existsSync(folder)) await rename(folder, old)
  await rename(part, folder)
  await rm(old, { recursive: true, force: true })
}
