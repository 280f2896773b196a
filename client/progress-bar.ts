import type { OnProgress } from './release-files.ts'

/** Where a bar is drawn, such as `process.stderr`. */
export interface ProgressStream {
  readonly isTTY?: boolean
  write(text: string): unknown
}

const WIDTH = 24
const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1)

/**
 * Shows downloads for `onProgress`: a bar that is drawn over itself in a terminal, and elsewhere one
 * line a file when it is there.
 */
export function progressBar(stream: ProgressStream): OnProgress {
  let shown = ''
  return (file, doneBytes, totalBytes) => {
    const isDone = doneBytes === totalBytes
    const share = totalBytes === 0 ? 1 : doneBytes / totalBytes
    const filled = Math.floor(share * WIDTH)
    const bar = '#'.repeat(filled) + '-'.repeat(WIDTH - filled)
    const size = `${megabytes(doneBytes)} of ${megabytes(totalBytes)} MB`
    if (stream.isTTY !== true) {
      if (isDone) stream.write(`${file}: ${size}\n`)
      return
    }
    // A line is drawn again only where it would look different.
    const line = `[${bar}] ${size}  ${file}`
    if (line === shown) return
    shown = line
    stream.write(`\r\u001b[K${line}${isDone ? '\n' : ''}`)
  }
}
