import { rmSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import type { Release } from '../fitness/release.ts'
import { exportRelease, partFolder } from '../release/export.ts'
import type { Format } from '../release/formats.ts'
import { keptDerived } from '../release/kept-landscapes.ts'
import { type Column, unpackRelease } from '../release/packed-release.ts'
import { messageOf } from '../report/message-of.ts'
import { silentReporter } from '../report/reporter.ts'
import { decodeSpace } from '../space/space-encoding.ts'

// The process that export-files.ts starts: it gets a release column by column and writes its files.

/** Where a release gets a folder of its own, and as what it is written. */
export interface ExportTo {
  readonly folder: string
  readonly formats: readonly Format[]
  /** Where the trained models are; null for none. */
  readonly modelsFolder: string | null
  /** How many worlds of each instance are added once all else is there. Default: none. */
  readonly worlds?: number
  /** Where landscapes of the release may be kept, to be taken along. */
  readonly dataFolder?: string
}

/** What the child is sent, one after the other; `folder` is the last. */
export type ToChild =
  | { readonly text: string }
  | { readonly column: Column }
  | { readonly space: Uint8Array }
  | ExportTo

/** What it answers when the files are there, and again when the worlds are. */
export type FromChild =
  | { readonly folder: string; readonly files: number; readonly sizeBytes: number }
  | { readonly error: string }

const columns: Column[] = []
let part: string | null = null
let text = ''
let space = new Uint8Array()

async function write(
  release: Release,
  { folder, formats, modelsFolder, dataFolder, worlds = 0 }: ExportTo,
): Promise<FromChild> {
  part = partFolder(folder, release.id)
  const whole = decodeSpace(space)
  const derived = dataFolder && (await keptDerived(dataFolder, release.id, whole))
  const exported = await exportRelease(release, whole, {
    folder,
    formats,
    instances: null,
    modelsFolder,
    worlds,
    derived: derived || undefined,
    reporter: silentReporter,
  })
  const { files } = exported.manifest
  const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0)
  return { folder: exported.folder, files: files.length, sizeBytes }
}

const told = (answer: FromChild) =>
  new Promise<void>((resolve) => {
    process.send?.(answer, () => resolve())
  })
const failed = (error: unknown): FromChild => ({ error: messageOf(error) })

// Downloads need not wait for worlds, which take far longer than all else.
async function writeBoth(to: ExportTo): Promise<void> {
  const release: Release = unpackRelease({ text, columns })
  const first = await write(release, { ...to, worlds: 0 }).catch(failed)
  await told(first)
  if ((to.worlds ?? 0) === 0 || 'error' in first) return
  setPriority(constants.priority.PRIORITY_LOW)
  await told(await write(release, to).catch(failed))
}

process.on('message', (message: ToChild) => {
  if ('text' in message) text = message.text
  else if ('column' in message) columns.push(message.column)
  else if ('space' in message) space = Uint8Array.from(message.space)
  else {
    writeBoth(message).finally(() => process.disconnect())
  }
})

function end(): void {
  try {
    if (part !== null) rmSync(part, { recursive: true, force: true })
  } finally {
    process.exit(0)
  }
}

// The service stops, or is gone in whatever way: so are those who wait for the files.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, end)
process.on('disconnect', end)
