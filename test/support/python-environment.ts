import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const PACKAGE = join(import.meta.dirname, '../../client/python')
const FOLDER = join(PACKAGE, '.venv')
const OLDEST = '3.11'

/** Why there is no Python that can run the package's suite; null where there is one. */
export function missingPython(): string | null {
  const version = `import sys; print(sys.version_info >= (${OLDEST.replace('.', ', ')}))`
  const found = spawnSync('python3', ['-c', version])
  if (found.stdout?.toString().trim() === 'True') return null
  return `There is no python3 of version ${OLDEST} or newer on the PATH; the Python package was not tested.`
}

/**
 * The interpreter of a virtual environment that has exactly what the package's lock file pins. It is
 * made where it is missing, which downloads the packages, and again when the lock file changes.
 * @throws Error with what pip said
 */
export function pythonEnvironment(): string {
  const python = join(FOLDER, 'bin/python')
  const lock = join(PACKAGE, 'requirements.lock')
  const digest = createHash('sha256').update(readFileSync(lock)).digest('hex')
  const mark = join(FOLDER, 'lock.sha256')
  if (existsSync(mark) && readFileSync(mark, 'utf8') === digest) return python
  run('python3', ['-m', 'venv', '--clear', FOLDER])
  run(python, ['-m', 'pip', 'install', '--quiet', '--no-deps', '--require-hashes', '-r', lock])
  writeFileSync(mark, digest)
  return python
}

function run(command: string, args: string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' })
  if (status === 0) return
  throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? stderr}`)
}
