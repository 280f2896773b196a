import { checkFile, type ListedFile } from './check-file.ts'
import { DamagedFileError } from './damaged-file-error.ts'
import { sha256OfFile } from './folder-files.ts'
import { answerOk, type ReleaseFilesOptions } from './release-files.ts'
import { retryingFetch } from './retrying-fetch.ts'

export interface DownloadOptions extends ReleaseFilesOptions {
  readonly signal?: AbortSignal
}

const fileSystem = () => import('node:fs/promises')

// -1 of none, so that it is no empty file either.
async function sizeOf(path: string): Promise<number> {
  const { stat } = await fileSystem()
  return stat(path).then(
    ({ size }) => size,
    () => -1,
  )
}

async function isWhole(path: string, file: ListedFile): Promise<boolean> {
  try {
    await checkFile(path, file, await sizeOf(path), () => sha256OfFile(path))
    return true
  } catch (error) {
    if (error instanceof DamagedFileError) return false
    throw error
  }
}

/** What is there of a file, and the strong ETag of what it is a part of. */
interface Part {
  readonly sizeBytes: number
  readonly etag: string
}

async function partAt(path: string): Promise<Part> {
  const { readFile } = await fileSystem()
  const etag = await readFile(`${path}.etag`, 'utf8').catch(() => '')
  return { sizeBytes: etag === '' ? 0 : await sizeOf(path), etag }
}

/** Writes a body behind the part that it goes on from; not more than one byte too many. */
async function append(
  response: Response,
  path: string,
  { sizeBytes, onBytes }: { sizeBytes: number; onBytes: (doneBytes: number) => void },
): Promise<void> {
  const { open, rm, writeFile } = await fileSystem()
  const goesOn = response.status === 206
  const etag = response.headers.get('ETag') ?? ''
  if (!goesOn) {
    await rm(path, { force: true })
    // A weak one does not say that the bytes are the same.
    await writeFile(`${path}.etag`, etag.startsWith('"') ? etag : '')
  }
  const file = await open(path, 'a')
  try {
    let done = (await file.stat()).size
    for await (const chunk of response.body ?? []) {
      await file.write(chunk)
      done += chunk.length
      onBytes(Math.min(done, sizeBytes))
      if (done > sizeBytes) break
    }
  } finally {
    await file.close()
  }
}

/**
 * Downloads one file of a release, or what is missing of it: it is complete and checked before it has
 * its name.
 * @param address of the file
 * @param path where it goes; a part of it is kept beside it, as `.part`
 * @throws DamagedFileError where what came is not what the manifest says
 */
export async function downloadFile(
  address: string,
  path: string,
  file: ListedFile,
  { onProgress, signal, ...options }: DownloadOptions,
): Promise<void> {
  const { rename, rm } = await fileSystem()
  if (await isWhole(path, file)) return
  const part = `${path}.part`
  const forget = async () => {
    await rm(part, { force: true })
    await rm(`${part}.etag`, { force: true })
  }
  // The body is read in here, so that a connection that breaks off is tried again from where it was.
  const send = retryingFetch(async (input, init) => {
    const { sizeBytes, etag } = await partAt(part)
    const range = { Range: `bytes=${sizeBytes}-`, 'If-Range': etag }
    const headers = { 'Accept-Encoding': 'identity', ...(sizeBytes > 0 ? range : {}) }
    const response = await (options.fetch ?? fetch)(input, { ...init, headers })
    const onBytes = (done: number) => onProgress?.(file.name, done, file.sizeBytes)
    if (response.ok) await append(response, part, { sizeBytes: file.sizeBytes, onBytes })
    return response
  }, options)
  if (!(await isWhole(part, file))) {
    if ((await sizeOf(part)) >= file.sizeBytes) await forget()
    await answerOk(await send(address, signal === undefined ? {} : { signal }))
    await checkFile(address, file, await sizeOf(part), () => sha256OfFile(part)).catch(
      async (error: unknown) => {
        await forget()
        throw error
      },
    )
  }
  await rename(part, path)
  await forget()
}
