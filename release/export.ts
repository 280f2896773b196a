import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { lockFolder } from '../db/folder-lock.ts'
import type { Release } from '../fitness/release.ts'
import type { Reporter } from '../report/reporter.ts'
import type { Space } from '../space/space.ts'
import { architecturesOf } from './architectures.ts'
import { isListed } from './listed.ts'
import type { ReleaseManifest } from './manifest.ts'
import { modelFilesOf } from './model-files.ts'
import { plannedFiles, planOf, type Selection } from './plan.ts'
import { verifyRelease } from './verify.ts'
import { writeRelease } from './write-release.ts'

export interface ExportOptions extends Selection {
  /** The release gets a folder of its own in here. */
  readonly folder: string
  readonly reporter: Reporter
  /** Where the trained models are, to be taken along; null for none. */
  readonly modelsFolder: string | null
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
 * @throws Error where the folder cannot be written, or someone else writes this release into it
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
    if (known !== null && plannedFiles(plan).every((file) => isListed(known, file)))
      return { folder, manifest: known, created: false }
    // Of an export that was killed: nobody else writes while the lock is held.
    const part = join(parent, `.${release.id}.part`)
    await rm(part, { recursive: true, force: true })
    await mkdir(part, { recursive: true })
    try {
      const kept = known === null ? null : { folder, manifest: known }
      const manifest = await writeRelease(part, { release, space, plan, kept, models, ...options })
      await replace(part, folder)
      return { folder, manifest, created: true }
    } catch (error) {
      // On a full disk what is half written is in the way of everything else.
      await rm(part, { recursive: true, force: true }).catch(() => {})
      throw error
    }
  } finally {
    unlock()
  }
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
