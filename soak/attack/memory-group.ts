import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { messageOf } from '../../report/message-of.ts'

/** A control group with a limit of memory, or why there is none. */
export type MemoryGroup =
  | { readonly procs: string; readonly text: string; remove(): void }
  | { readonly missing: string }

const ROOT = '/sys/fs/cgroup'

interface Version {
  readonly folder: string
  readonly limitFile: string
  readonly name: string
}

function versionHere(): Version | null {
  const unified = join(ROOT, 'cgroup.controllers')
  if (existsSync(unified) && readFileSync(unified, 'utf8').includes('memory')) {
    return { folder: ROOT, limitFile: 'memory.max', name: 'cgroup v2' }
  }
  const folder = join(ROOT, 'memory')
  return existsSync(folder)
    ? { folder, limitFile: 'memory.limit_in_bytes', name: 'cgroup v1' }
    : null
}

// A process that was ended leaves its group a moment later.
function removeGroup(path: string): void {
  try {
    rmdirSync(path)
  } catch (error) {
    console.log(`${path} is left: ${messageOf(error)}`)
  }
}

/** Makes a control group of so many bytes for one server, where this machine lets it. */
export function memoryGroup(bytes: number): MemoryGroup {
  const version = versionHere()
  if (version === null) return { missing: 'no control groups of memory on this machine' }
  const { folder, limitFile, name } = version
  const path = join(folder, `eo-nas-bench-attack-${process.pid}`)
  try {
    accessSync(folder, constants.W_OK)
    mkdirSync(path)
    writeFileSync(join(path, limitFile), `${bytes}`)
  } catch (error) {
    return { missing: `no right to make control groups: ${messageOf(error)}` }
  }
  return {
    procs: join(path, 'cgroup.procs'),
    text: `${name}, ${bytes / 2 ** 20} MiB`,
    remove: () => removeGroup(path),
  }
}
