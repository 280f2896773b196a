import { type Dirent, existsSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

const DEPTH_MAX = 5
const ENTRIES_MAX = 20_000

/**
 * Paths of the regular files below the folders whose base name is wanted, upper folders first.
 * Looks at most 5 folders deep and at the first 20,000 entries; hidden folders, node_modules and
 * links to folders are not entered.
 */
export async function findFiles(
  folders: readonly string[],
  isWanted: (baseName: string) => boolean,
): Promise<string[]> {
  const found: string[] = []
  let level = [...new Set(folders)].filter((folder) => existsSync(folder))
  let entries = 0
  for (let depth = 0; depth <= DEPTH_MAX && level.length > 0; depth++) {
    const next: string[] = []
    for (const folder of level) {
      for (const entry of await entriesOf(folder)) {
        if (++entries > ENTRIES_MAX) return found
        const path = join(folder, entry.name)
        if (entry.isDirectory()) {
          if (!entry.name.startsWith('.') && entry.name !== 'node_modules') next.push(path)
        } else if (isWanted(entry.name) && (await isFile(path))) {
          found.push(path)
        }
      }
    }
    level = next
  }
  return found
}

// A folder that may not be read or went away holds nothing for us.
async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    return entries.sort((left, right) => (left.name < right.name ? -1 : 1))
  } catch {
    return []
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}
