import { existsSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { lockFolder } from '../../db/folder-lock.ts'

/**
 * Makes a file or a folder that several test files need, unless it exists. One worker makes it; the
 * others wait for it. `make` has to let it appear whole.
 */
export async function madeOnce(path: string, make: () => Promise<unknown>): Promise<void> {
  while (!existsSync(path)) {
    const unlock = await lockFolder(`${path}.lock`, path).catch(() => null)
    if (unlock === null) {
      await setTimeout(100)
      continue
    }
    try {
      if (!existsSync(path)) await make()
    } finally {
      unlock()
    }
  }
}
