import { checkFile } from './check-file.ts'
import { DamagedFileError } from './damaged-file-error.ts'
import type { FileBytes, ReleaseFiles } from './release-files.ts'

const CHUNK_BYTES = 2 ** 20

/** Sha256 of a file in hexadecimal, of which little is in memory at a time. */
export async function sha256OfFile(path: string): Promise<string> {
  const { open } = await import('node:fs/promises')
  const { createHash } = await import('node:crypto')
  const file = await open(path)
  const hash = createHash('sha256')
  for await (const chunk of file.createReadStream({ highWaterMark: CHUNK_BYTES }))
    hash.update(chunk)
  return hash.digest('hex')
}

async function fileBytes(path: string): Promise<FileBytes> {
  const { open, stat } = await import('node:fs/promises')
  const checked = await stat(path)
  return {
    byteLength: checked.size,
    slice: async (start, end = checked.size) => {
      const file = await open(path)
      try {
        const { size, mtimeMs } = await file.stat()
        if (size !== checked.size || mtimeMs !== checked.mtimeMs) {
          throw new DamagedFileError(`${path} has changed since it was opened`)
        }
        const bytes = new Uint8Array(end - start)
        await file.read(bytes, 0, bytes.length, start)
        return bytes.buffer
      } finally {
        await file.close()
      }
    },
  }
}

/** The files of a release in a folder; parts of them are read from there when they are needed. */
export function folderFiles(folder: string): ReleaseFiles {
  const where = folder.replace(/[/\\]+$/, '')
  return {
    where,
    manifest: async () => {
      const { readFile } = await import('node:fs/promises')
      return JSON.parse(await readFile(`${where}/manifest.json`, 'utf8'))
    },
    isThere: async (name) => {
      const { access } = await import('node:fs/promises')
      return access(`${where}/${name}`).then(
        () => true,
        () => false,
      )
    },
    open: async (file) => {
      const path = `${where}/${file.name}`
      const bytes = await fileBytes(path)
      await checkFile(path, file, bytes.byteLength, () => sha256OfFile(path))
      return bytes
    },
  }
}
