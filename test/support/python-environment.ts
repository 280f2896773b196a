import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')
const OLDEST = '3.11'

/** A lock file of pip, and the folder of the virtual environment that has what it pins. */
export interface Locked {
  readonly lock: string
  readonly folder: string
}

/** What the suite of the Python package needs. */
export const PACKAGE_SUITE: Locked = {
  lock: join(ROOT, 'client/python/requirements.lock'),
  folder: join(ROOT, 'client/python/.venv'),
}

/** Third-party tools that read what the service gives. */
export const READING_TOOLS: Locked = {
  lock: join(ROOT, 'test/system/requirements.lock'),
  folder: join(ROOT, 'node_modules/.cache/eo-nas-bench/reading-tools'),
}

/** Variables that keep compiled modules beside the environment, not in the folders of packages. */
export function compiledBeside({ folder }: Locked): Record<string, string> {
  return { PYTHONPYCACHEPREFIX: join(folder, 'compiled'), PYTHONDONTWRITEBYTECODE: '' }
}

/** Why there is no Python that can run these tests; null where there is one. */
export function missingPython(): string | null {
  const version = `import sys; print(sys.version_info >= (${OLDEST.replace('.', ', ')}))`
  const found = spawnSync('python3', ['-c', version])
  if (found.stdout?.toString().trim() === 'True') return null
  return `There is no python3 of version ${OLDEST} or newer on the PATH; what needs it was not tested.`
}

/**
 * The interpreter of a virtual environment that has exactly what a lock file pins. It is
 * made where it is missing, which downloads the packages, and again when the lock file changes.
 * @throws Error with what pip said
 */
export function pythonEnvironment({ lock, folder }: Locked): string {
  const python = join(folder, 'bin/python')
  const digest = createHash('sha256').update(readFileSync(lock)).digest('hex')
  const mark = join(folder, 'lock.sha256')
  if (existsSync(mark) && readFileSync(mark, 'utf8') === digest) return python
  run('python3', ['-m', 'venv', '--clear', folder])
  // Few of the thousands of modules are imported: those are compiled then.
  const options = ['--quiet', '--no-compile', '--no-deps', '--require-hashes', '-r', lock]
  run(python, ['-m', 'pip', 'install', ...options])
  writeFileSync(mark, digest)
  return python
}

function run(command: string, args: string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' })
  if (status === 0) return
  throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? stderr}`)
}
