import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Reporter } from '../report/reporter.ts'
import type { CatalogueFile } from './catalogue-file.ts'
import { digestOf } from './digest.ts'
import { IngestError } from './ingest-error.ts'

export interface DownloadOptions {
  readonly url: string
  /** Where the file goes; it grows in a file beside it that ends in `.part`. */
  readonly target: string
  readonly reporter: Reporter
  /** Milliseconds without a byte after which an attempt is given up; 30,000. */
  readonly stallMs?: number
  /** Milliseconds for all of it; an hour. */
  readonly totalMs?: number
  /** Attempts, each of which takes up where the last one ended; 3. */
  readonly attempts?: number
}

/** The network did not give the file; nothing is wrong with what is on the disk. */
export class DownloadError extends Error {
  override readonly name = 'DownloadError'
}

const UNKNOWN_SIZE_MAX = 4 * 1024 ** 3

/**
 * Downloads a file of the catalogue, taking up a `.part` left by an earlier try (HTTP Range). The
 * file gets its name only after its digest was checked.
 * @throws DownloadError when the network does not give it
 * @throws IngestError when what came is another file
 */
export async function download(file: CatalogueFile, options: DownloadOptions): Promise<void> {
  const { target, url } = options
  const part = `${target}.part`
  const deadline = AbortSignal.timeout(options.totalMs ?? 3_600_000)
  await makeFolder(dirname(target))
  await fetchWhole(file, { ...options, part, deadline })

  const sizeBytes = await sizeOf(part)
  const { sha256 } = await digestOf(part, { reporter: options.reporter, totalBytes: sizeBytes })
  if (sha256 !== file.sha256) {
    await rm(part, { force: true })
    throw new IngestError({
      file: url,
      where: null,
      reason: `the downloaded file has the sha256 ${sha256} where ${file.sha256} is expected`,
      fix: `It was deleted. Run this again; if it happens again, something between here and the publisher changes files: fetch ${file.name} another way and put it into ${dirname(target)}.`,
    })
  }
  await rename(part, target)
}

interface Attempts extends DownloadOptions {
  readonly part: string
  readonly deadline: AbortSignal
}

async function fetchWhole(file: CatalogueFile, options: Attempts): Promise<void> {
  const attempts = options.attempts ?? 3
  for (let attempt = 1; ; attempt++) {
    try {
      return await fetchRest(file, options)
    } catch (error) {
      if (error instanceof DownloadError || options.deadline.aborted || attempt >= attempts) {
        throw downloadError(options, error)
      }
      options.reporter.info(`${file.name}: ${reasonOf(error)}; trying again`)
    }
  }
}

/** One request for what is still missing. Network failures are thrown as they come. */
async function fetchRest(file: CatalogueFile, options: Attempts): Promise<void> {
  const have = await sizeOf(options.part)
  if (file.sizeBytes !== null && have === file.sizeBytes) return
  const stall = stallTimer(options.stallMs ?? 30_000)
  try {
    const response = await fetch(options.url, {
      headers: { 'accept-encoding': 'identity', ...(have > 0 && { range: `bytes=${have}-` }) },
      signal: AbortSignal.any([options.deadline, stall.signal]),
    })
    const start = startOf(response, have)
    if (start === 'complete') return
    if (start === 'mismatch' || !response.body) {
      await rm(options.part, { force: true })
      throw new Error('the server does not continue where the partial file ends')
    }
    await append(response.body, { ...options, stall, start, file })
  } finally {
    stall.clear()
  }
}

/** The byte at which the answer starts, or what else it means. */
function startOf(response: Response, have: number): number | 'complete' | 'mismatch' {
  if (response.status === 200) return 0
  const range = response.headers.get('content-range')
  if (response.status === 206) return range?.startsWith(`bytes ${have}-`) ? have : 'mismatch'
  if (response.status === 416 && have > 0) {
    return range === `bytes */${have}` ? 'complete' : 'mismatch'
  }
  // What the server says about the file itself does not change by asking again.
  const reason = `the server answers ${response.status} ${response.statusText}`.trimEnd()
  if (response.status < 500 && response.status !== 429) throw new DownloadError(reason)
  throw new Error(reason)
}

interface Append extends Attempts {
  readonly stall: StallTimer
  readonly start: number
  readonly file: CatalogueFile
}

async function append(body: ReadableStream<Uint8Array>, options: Append): Promise<void> {
  const { file, reporter, start } = options
  const sizeMax = file.sizeBytes ?? UNKNOWN_SIZE_MAX
  const output = await open(options.part, start > 0 ? 'a' : 'w')
  let size = start
  try {
    for await (const chunk of body) {
      options.stall.restart()
      size += chunk.length
      if (size > sizeMax) break
      await output.writeFile(chunk)
      reporter.progress(`downloading ${file.name}`, size, file.sizeBytes ?? 0)
    }
  } finally {
    await output.close()
  }
  if (size > sizeMax) {
    await rm(options.part, { force: true })
    throw new DownloadError(`the server sends more than the ${sizeMax} bytes of the file`)
  }
  if (file.sizeBytes !== null && size < file.sizeBytes) {
    throw new Error(`the connection ended after ${size} of ${file.sizeBytes} bytes`)
  }
  reporter.done(`downloading ${file.name}`)
}

interface StallTimer {
  readonly signal: AbortSignal
  restart(): void
  clear(): void
}

function stallTimer(milliseconds: number): StallTimer {
  const controller = new AbortController()
  const expire = () =>
    controller.abort(new Error(`no byte came for ${milliseconds / 1000} seconds`))
  let timer = setTimeout(expire, milliseconds)
  return {
    signal: controller.signal,
    restart() {
      clearTimeout(timer)
      timer = setTimeout(expire, milliseconds)
    },
    clear: () => clearTimeout(timer),
  }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
  } catch (cause) {
    throw new DownloadError(`${folder} cannot be made: ${reasonOf(cause)}`, { cause })
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size
  } catch {
    return 0
  }
}

function downloadError({ url, deadline, totalMs }: Attempts, cause: unknown): DownloadError {
  const reason = deadline.aborted
    ? `it took more than ${(totalMs ?? 3_600_000) / 1000} seconds`
    : reasonOf(cause)
  return new DownloadError(`${url}: ${reason}`, { cause })
}

// fetch says only "fetch failed"; its cause says why.
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (!(error.cause instanceof Error)) return error.message
  const { message } = error.cause
  const code = 'code' in error.cause ? String(error.cause.code) : ''
  return `${error.message} (${message === '' ? code : message})`
}
