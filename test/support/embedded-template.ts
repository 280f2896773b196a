import { existsSync, mkdirSync, openAsBlob, readFileSync, renameSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'

let opened: Promise<Blob> | undefined

/**
 * The data directory of an empty embedded database, made once for this machine and kept in its
 * temporary folder: making one for each test took a third of the processor time of the suite.
 */
export function embeddedTemplate(): Promise<Blob> {
  opened ??= read()
  return opened
}

async function read(): Promise<Blob> {
  const path = join(tmpdir(), 'eo-nas-bench-test', `pglite-${version()}.tar`)
  if (!existsSync(path)) await make(path)
  return openAsBlob(path)
}

function version(): string {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite')
  const description = readFileSync(join(dirname(entry), '../package.json'), 'utf8')
  return (JSON.parse(description) as { version: string }).version
}

// Another worker may make it at the same time; whoever is last wins, with the same content.
async function make(path: string): Promise<void> {
  const pglite = await PGlite.create()
  const dumped = await pglite.dumpDataDir('none')
  await pglite.close()
  mkdirSync(dirname(path), { recursive: true })
  const part = `${path}.${process.pid}`
  await writeFile(part, Buffer.from(await dumped.arrayBuffer()))
  renameSync(part, path)
}
