import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where the scripts of the pages are built. */
export const DIST = join(import.meta.dirname, 'dist')
export const ASSETS_FILE = 'assets.json'

/** What a build left in `DIST`. */
export interface BuiltAssets {
  /** File of each island by its name. */
  readonly scripts: Readonly<Record<string, string>>
  /** All files, chunks that islands share included. */
  readonly files: readonly string[]
  /** Sha256 of each source by its path from the root of the project. */
  readonly sources: Readonly<Record<string, string>>
}

const NOTHING_BUILT: BuiltAssets = { scripts: {}, files: [], sources: {} }

export function digestOf(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Null where nothing was built. */
export function readAssets(folder = DIST): BuiltAssets | null {
  const path = join(folder, ASSETS_FILE)
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as BuiltAssets) : null
}

/** The scripts that can be served; without a build, none: the pages can be read without them. */
export function servedAssets(folder = DIST): readonly { file: string; text: string }[] {
  const { files } = readAssets(folder) ?? NOTHING_BUILT
  return files.map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }))
}

const ROOT = join(import.meta.dirname, '..')

/** Whether the sources that are here are those of the build; an image has only some of them. */
export function isCurrent(built: BuiltAssets): boolean {
  return Object.entries(built.sources).every(([path, digest]) => {
    const source = join(ROOT, path)
    return !existsSync(source) || digestOf(readFileSync(source)) === digest
  })
}
