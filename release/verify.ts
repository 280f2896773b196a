import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { digestFile } from '../db/file-digest.ts'
import type { Reporter } from '../report/reporter.ts'
import { DESCRIPTIONS, type ReleaseManifest } from './manifest.ts'
import { readManifest } from './read-manifest.ts'

export interface Verified {
  readonly manifest: ReleaseManifest
  /** What is wrong with which file, and how to fix it; empty where all is right. */
  readonly problems: readonly string[]
}

/**
 * Compares every file of a release with the size and the sha256 that its manifest states.
 * @throws Error where the folder has no manifest that can be read
 */
export async function verifyRelease(folder: string, reporter: Reporter): Promise<Verified> {
  const manifest = await readManifest(folder)
  const total = manifest.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  const label = `Verifying ${manifest.release}`
  const problems: string[] = []
  let done = 0
  for (const { name, sizeBytes, sha256 } of manifest.files) {
    const path = join(folder, name)
    const before = done
    const size = await stat(path).then(
      (found) => found.size,
      () => null,
    )
    if (size === null) problems.push(`${name} is missing; download it.`)
    else if (size !== sizeBytes) {
      const what = size < sizeBytes ? 'it was cut short' : 'it is not the file of this release'
      problems.push(
        `${name} has ${size} bytes instead of ${sizeBytes}: ${what}; download it again.`,
      )
    } else {
      const digested = await digestFile(path, (bytes) => {
        done += bytes
        reporter.progress(label, done, total)
      })
      if (digested.sha256 !== sha256) {
        problems.push(
          `${name} has the sha256 ${digested.sha256} instead of ${sha256}: it was altered; download it again.`,
        )
      }
    }
    done = before + sizeBytes
  }
  for (const name of DESCRIPTIONS) {
    if (!existsSync(join(folder, name))) problems.push(`${name} is missing; download it.`)
  }
  reporter.done(label)
  return { manifest, problems }
}
