import { checkFile, type ListedFile } from './check-file.ts'
import { folderFiles } from './folder-files.ts'
import type { RetryOptions } from './retrying-fetch.ts'
import { retryingFetch } from './retrying-fetch.ts'

/** Told of each file that is fetched, with the bytes that are there and that it has. */
export type OnProgress = (file: string, doneBytes: number, totalBytes: number) => void

export interface ReleaseFilesOptions extends RetryOptions {
  /** Instead of the global one. */
  readonly fetch?: typeof fetch
  readonly onProgress?: OnProgress
}

/** The bytes of a file, of which parts are read where they are needed. */
export interface FileBytes {
  readonly byteLength: number
  slice(start: number, end?: number): ArrayBuffer | Promise<ArrayBuffer>
}

/** The files of a release, wherever they are. */
export interface ReleaseFiles {
  /** Folder or address, without a slash at the end. */
  readonly where: string
  /** @throws Error where there is no manifest */
  manifest(): Promise<unknown>
  /** Whether a file of the manifest is there: a folder may have some of them only. */
  isThere(name: string): Promise<boolean>
  /** The bytes, checked. @throws DamagedFileError where they are not those of the manifest */
  open(file: ListedFile): Promise<FileBytes>
}

const isAddress = (source: string) => /^https?:\/\//i.test(source)

async function sha256Of(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

async function bodyOf(
  response: Response,
  { name, sizeBytes }: ListedFile,
  onProgress: OnProgress | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(sizeBytes)
  let done = 0
  // Not with `for await`, which not every browser has for a stream.
  const reader = response.body?.getReader()
  for (;;) {
    const chunk = (await reader?.read())?.value
    if (chunk === undefined) return bytes.subarray(0, done)
    // One byte too many is enough to know that it is not the file.
    if (done + chunk.length > sizeBytes) return new Uint8Array(sizeBytes + 1)
    bytes.set(chunk, done)
    done += chunk.length
    onProgress?.(name, done, sizeBytes)
  }
}

/** @throws Error that names the address and the status, where the answer is none of success */
export async function answerOk(response: Response): Promise<Response> {
  if (response.ok) return response
  const problem: unknown = await response.json().catch(() => null)
  const { detail = '' } = { ...(problem as { readonly detail?: string } | null) }
  throw new Error(`${response.url} answered HTTP ${response.status}. ${detail}`.trimEnd())
}

function addressFiles(
  address: string,
  { onProgress, ...options }: ReleaseFilesOptions,
): ReleaseFiles {
  const where = address.replace(/\/+$/, '')
  const send = retryingFetch(options.fetch ?? fetch, options)
  const get = async (name: string) => answerOk(await send(`${where}/${name}`))
  return {
    where,
    manifest: async () => (await get('manifest.json')).json(),
    isThere: async () => true,
    open: async (file) => {
      const bytes = await bodyOf(await get(file.name), file, onProgress)
      await checkFile(`${where}/${file.name}`, file, bytes.length, () => sha256Of(bytes))
      return bytes.buffer
    },
  }
}

/**
 * The files of a release in a folder, or at an address such as
 * `https://example.org/v1/releases/r0123456789ab`.
 */
export function releaseFiles(source: string, options: ReleaseFilesOptions = {}): ReleaseFiles {
  return isAddress(source) ? addressFiles(source, options) : folderFiles(source)
}
