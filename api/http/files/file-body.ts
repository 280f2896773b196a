import { type FileHandle, open } from 'node:fs/promises'
import type { ServedFile } from '../../operations/releases.ts'
import type { Http } from '../http.ts'
import type { Log } from '../log.ts'
import type { ByteRange } from './byte-range.ts'

const CHUNK_BYTES = 64 * 1024

/** @throws Error where the file on the disk is not that of the manifest */
async function opened({ path, sizeBytes }: ServedFile): Promise<FileHandle> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    if (size === sizeBytes) return file
    throw new Error(
      `${path} has ${size} bytes instead of ${sizeBytes}; restore the file, or export the release again`,
    )
  } catch (error) {
    await file.close()
    throw error
  }
}

export interface FilePart extends ByteRange {
  readonly file: ServedFile
  /** Called when the file is read to the end of its part, fails or is no longer wanted. */
  leave(): void
}

/**
 * A part of a file, read at the speed of the client. An error in the middle is logged, and the
 * connection is closed without the end that the length promises.
 * @throws Error where the file cannot be opened or has another size
 */
export async function fileBody(
  http: Http,
  log: Log,
  { file, first, last, leave }: FilePart,
): Promise<ReadableStream<Uint8Array>> {
  const handle = await opened(file)
  const { route, requestId, outgoing } = http.env
  let at = first
  let isClosed = false
  const close = async () => {
    if (isClosed) return
    isClosed = true
    leave()
    await handle.close()
  }
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        try {
          const chunk = Buffer.allocUnsafeSlow(Math.min(CHUNK_BYTES, last + 1 - at))
          const { bytesRead } = await handle.read(chunk, 0, chunk.length, at)
          if (isClosed) return
          if (bytesRead === 0) throw new Error(`${file.path} ends after ${at} bytes`)
          at += bytesRead
          controller.enqueue(chunk.subarray(0, bytesRead))
          if (at <= last) return
          await close()
          controller.close()
        } catch (error) {
          if (isClosed) return
          await close()
          log.error('internal', { requestId, route, error })
          if (outgoing === undefined) controller.error(new Error('The file was cut off'))
          else {
            outgoing.destroy()
            controller.close()
          }
        }
      },
      cancel: close,
    },
    { highWaterMark: 0 },
  )
}
