import { spawnSync } from 'node:child_process'
import { mkdirSync, openAsBlob, readFileSync, renameSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { madeOnce } from './made-once.ts'
import { KEPT_FOLDER } from './space.ts'

let opened: Promise<Blob> | undefined

/**
 * The data directory of an empty embedded database, made once for this machine and kept in its
 * temporary folder: making one for each test took a third of the processor time of the suite.
 */
export function embeddedTemplate(): Promise<Blob> {
  opened ??= read()
  return opened
}

/** Puts an empty embedded database into a data folder, where a first start would make one. */
export async function unpackEmbeddedTemplate(folder: string): Promise<void> {
  const target = join(folder, 'pglite')
  mkdirSync(target, { recursive: true })
  const args = ['xf', await madeTemplate(), '--no-same-owner', '-C', target]
  const { status, stderr } = spawnSync('tar', args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`tar cannot unpack the embedded database: ${stderr}`)
}

const read = async (): Promise<Blob> => openAsBlob(await madeTemplate())

async function madeTemplate(): Promise<string> {
  const path = join(KEPT_FOLDER, `pglite-${version()}.tar`)
  await madeOnce(path, () => make(path))
  return path
}

function version(): string {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite')
  const description = readFileSync(join(dirname(entry), '../package.json'), 'utf8')
  return (JSON.parse(description) as { version: string }).version
}

async function make(path: string): Promise<void> {
  const pglite = await PGlite.create()
  const dumped = await pglite.dumpDataDir('none')
  await pglite.close()
  mkdirSync(dirname(path), { recursive: true })
  const part = `${path}.${process.pid}`
  await writeFile(part, Buffer.from(await dumped.arrayBuffer()))
  renameSync(part, path)
}
