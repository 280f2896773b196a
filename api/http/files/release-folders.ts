import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { DESCRIPTIONS, MANIFEST_NAME, ReleaseManifest } from '../../../release/manifest.ts'
import { mediaTypeOf } from '../../../release/media-types.ts'
import type { ReleaseFolder, ReleaseFolders, ServedFile } from '../../operations/releases.ts'

const RELEASE_ID = /^r[0-9a-f]{12}$/
const KEPT_MAX = 32

interface Kept {
  readonly stamp: string
  readonly folder: ReleaseFolder
}

/**
 * Manifests are kept in memory until their file changes.
 * @param onUnreadable called once for each manifest that cannot be read; exporting the release replaces it
 */
export function releaseFolders(
  root: string,
  onUnreadable: (error: unknown) => void = () => {},
): ReleaseFolders {
  const kept = new Map<string, Kept>()
  const reported = new Map<string, string>()
  return {
    async open(id) {
      // An id is part of a path; nothing else may be.
      if (!RELEASE_ID.test(id)) return null
      const path = join(root, id)
      const found = await stat(join(path, MANIFEST_NAME)).catch(() => null)
      if (found === null) return null
      const stamp = `${found.mtimeMs} ${found.ino} ${found.size}`
      const known = kept.get(id)
      if (known?.stamp === stamp) return known.folder
      const folder = await read(path, id).catch((error: unknown) => {
        if (reported.get(id) !== stamp) onUnreadable(error)
        reported.set(id, stamp)
        return null
      })
      kept.delete(id)
      if (folder === null) return null
      kept.set(id, { stamp, folder })
      for (const oldest of kept.keys()) {
        if (kept.size <= KEPT_MAX) break
        kept.delete(oldest)
      }
      return folder
    },
  }
}

async function read(path: string, id: string): Promise<ReleaseFolder> {
  const bytes = await readFile(join(path, MANIFEST_NAME))
  const manifest = parsed(bytes, path)
  if (manifest.release !== id) {
    throw new Error(`The manifest in ${path} is that of release ${manifest.release}`)
  }
  // Names only from the manifest: no path that anybody sends is ever opened.
  const listed = manifest.files.map(
    ({ name, mediaType, sizeBytes, sha256, rows, tables }): ServedFile => {
      const isData = rows !== null || tables !== null || name.endsWith('.bin')
      const isFrozen = isData && !name.endsWith('.gz') // whose bytes are those of one zlib
      const cache = isFrozen ? 'immutable' : 'document'
      return { name, mediaType, sizeBytes, sha256, path: join(path, name), cache }
    },
  )
  const own = [unlisted(path, MANIFEST_NAME, bytes)]
  for (const name of DESCRIPTIONS) {
    own.push(unlisted(path, name, await readFile(join(path, name))))
  }
  const files = new Map([...listed, ...own].map((file) => [file.name, file]))
  return { manifest, file: (name) => files.get(name) ?? null }
}

function unlisted(folder: string, name: string, bytes: Buffer): ServedFile {
  return {
    name,
    mediaType: mediaTypeOf(name),
    sizeBytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    path: join(folder, name),
    cache: 'document',
  }
}

function parsed(bytes: Buffer, path: string): ReleaseManifest {
  try {
    return ReleaseManifest.parse(JSON.parse(bytes.toString()))
  } catch (cause) {
    throw new Error(
      `The manifest in ${path} is damaged or of another version; export the release again`,
      { cause },
    )
  }
}
