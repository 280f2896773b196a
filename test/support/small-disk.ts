import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface SmallDisk {
  readonly folder: string
  freeBytes(): number
  /** Leaves only so many bytes free. */
  fill(leftBytes: number): void
  /** Takes back what filled it. */
  empty(): void
  remove(): void
}

const CHUNK = 2 ** 20

/** A disk of its own in memory; says why where there is none, since only root may mount. */
export function smallDisk(megabytes: number): SmallDisk | { readonly missing: string } {
  if (process.platform !== 'linux') return { missing: 'no tmpfs on this system' }
  const folder = mkdtempSync(join(tmpdir(), 'eo-nas-bench-disk-'))
  const options = ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]
  const { status, stderr } = spawnSync('mount', options, { encoding: 'utf8' })
  if (status !== 0) {
    rmdirSync(folder)
    return { missing: `no right to mount a tmpfs: ${stderr.trim()}` }
  }
  const filler = join(folder, 'filler')
  const freeBytes = () => {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  }
  return {
    folder,
    freeBytes,
    fill(leftBytes) {
      try {
        for (let more = freeBytes() - leftBytes; more > 0; more -= CHUNK) {
          writeFileSync(filler, Buffer.alloc(Math.min(CHUNK, more), 1), { flag: 'a' })
        }
      } catch (error) {
        // Another writer may have taken the rest first: the disk is full all the same.
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
      }
    },
    empty: () => rmSync(filler, { force: true }),
    remove() {
      spawnSync('umount', ['-l', folder])
      rmdirSync(folder)
    },
  }
}
