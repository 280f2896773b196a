import { spawn, spawnSync } from 'node:child_process'
import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { lockFolder } from '../../db/folder-lock.ts'
import { until } from '../support/until.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eo-nas-bench-lock-'))
  path = join(folder, 'pglite.lock')
})
afterEach(() => rmSync(folder, { recursive: true }))

const root = join(import.meta.dirname, '../..')
const PROGRAM = `
  import { lockFolder } from './db/folder-lock.ts'
  lockFolder(process.argv[1], 'The folder').then(
    () => { console.log('taken'); setInterval(() => {}, 1000) },
    (error) => { console.log(error.message); process.exit(3) },
  )`

/** A process that takes the lock, here or in a process namespace of its own. */
function holder(command: readonly string[] = []) {
  const node = [process.execPath, '--import', 'tsx', '--input-type=module', '-e', PROGRAM, path]
  const [file = '', ...args] = [...command, ...node]
  const child = spawn(file, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  const exited = new Promise<number | null>((done) => child.once('exit', done))
  return { child, output: () => output, exited }
}

const NAMESPACE = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child']
const canUnshare = spawnSync('unshare', [...NAMESPACE.slice(1), 'true']).status === 0

describe('lockFolder', () => {
  test('makes a socket, and leaves nothing when it is given back', async () => {
    const unlock = await lockFolder(path, 'The folder')
    expect(lstatSync(path).isSocket()).toBe(true)
    expect(readdirSync(folder)).toEqual(['pglite.lock'])
    unlock()
    expect(readdirSync(folder)).toEqual([])
  })

  test('refuses a second time, says who holds it and what to do', async () => {
    const unlock = await lockFolder(path, 'The folder')
    await expect(lockFolder(path, 'The folder')).rejects.toThrow(
      /^The folder is in use by this process itself\. .*DATABASE_URL/,
    )
    unlock()
    ;(await lockFolder(path, 'The folder'))()
  })

  test('refuses while another process holds it, also one that is stopped, and not once it was killed', async () => {
    const { child, output, exited } = holder()
    await until(() => output() === 'taken\n', 60_000)
    await expect(lockFolder(path, 'The folder')).rejects.toThrow(`in use by process ${child.pid}.`)
    child.kill('SIGSTOP')
    await expect(lockFolder(path, 'The folder')).rejects.toThrow('in use by another process')
    child.kill('SIGKILL')
    await exited
    expect(existsSync(path)).toBe(true)
    ;(await lockFolder(path, 'The folder'))()
    expect(readdirSync(folder)).toEqual([])
  }, 90_000)

  test.skipIf(!canUnshare)(
    'refuses what a process of another container holds, and the other way round',
    async () => {
      const inside = holder(NAMESPACE)
      await until(() => inside.output() === 'taken\n', 60_000)
      await expect(lockFolder(path, 'The folder')).rejects.toThrow(/in use by process \d+\./)
      inside.child.kill('SIGKILL')
      await inside.exited
      await until(async () => {
        try {
          const unlock = await lockFolder(path, 'The folder')
          const other = holder(NAMESPACE)
          expect(await other.exited).toBe(3)
          expect(other.output()).toContain(`in use by process ${process.pid}.`)
          unlock()
          return true
        } catch (error) {
          // The namespace ends a moment after the process that made it.
          if (error instanceof Error && error.message.includes('in use by')) return false
          throw error
        }
      }, 60_000)
    },
    150_000,
  )

  test('lets one of many that find the same dead lock have it', async () => {
    const { child, output, exited } = holder()
    await until(() => output() === 'taken\n', 60_000)
    child.kill('SIGKILL')
    await exited
    const others = [1, 2, 3].map(() => holder())
    await until(() => others.every((one) => one.output() !== ''), 120_000)
    expect(others.filter((one) => one.output() === 'taken\n')).toHaveLength(1)
    for (const one of others) one.child.kill('SIGKILL')
    await Promise.all(others.map((one) => one.exited))
  }, 200_000)

  test('works in a folder whose path is longer than an address of a socket', async () => {
    const deep = join(folder, 'long'.repeat(40), 'pglite.lock')
    const unlock = await lockFolder(deep, 'The folder')
    await expect(lockFolder(`${deep}`, 'The folder')).rejects.toThrow('in use by this process')
    unlock()
    expect(readdirSync(join(folder, 'long'.repeat(40)))).toEqual([])
  })

  test('tells its holder when somebody else has taken its place', async () => {
    let lost = false
    const unlock = await lockFolder(path, 'The folder', () => {
      lost = true
    })
    rmSync(path)
    writeFileSync(path, JSON.stringify({ pid: process.ppid }))
    await until(() => lost)
    unlock()
    expect(existsSync(path)).toBe(true)
  })

  test.skipIf(!existsSync('/proc/self'))(
    'says why a folder that cannot hold it is not locked',
    async () => {
      await expect(lockFolder('/proc/self/pglite.lock', 'The folder')).rejects.toThrow(
        /^The folder cannot be locked: .*local disk or a volume/,
      )
    },
  )
})

describe('lockFolder after a program of an older version', () => {
  const startedOf = (pid: number) => {
    const stat = existsSync('/proc/1/stat') ? readFileSync(`/proc/${pid}/stat`, 'utf8') : ''
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
  }

  test('refuses while the process lives that its file names', async () => {
    writeFileSync(path, JSON.stringify({ pid: process.ppid, started: startedOf(process.ppid) }))
    await expect(lockFolder(path, 'The folder')).rejects.toThrow(
      `in use by process ${process.ppid}`,
    )
    expect(existsSync(path)).toBe(true)
  })

  test.skipIf(!existsSync('/proc/self'))(
    'takes the lock of a process that is a zombie',
    async () => {
      // The shell's own child ends; the program that took the shell's place never asks for its code.
      const parent = spawn('sh', ['-c', 'sleep 1 & echo $!; exec sleep 60'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      let pid = ''
      parent.stdout.setEncoding('utf8').on('data', (text: string) => {
        pid += text
      })
      try {
        const stateOf = () => readFileSync(`/proc/${pid.trim()}/stat`, 'utf8')
        await until(() => pid.endsWith('\n') && /\) Z /.test(stateOf()))
        writeFileSync(path, JSON.stringify({ pid: Number(pid), started: startedOf(Number(pid)) }))
        ;(await lockFolder(path, 'The folder'))()
      } finally {
        parent.kill('SIGKILL')
      }
    },
  )

  test.each([
    ['a process that is gone', JSON.stringify({ pid: 2 ** 30, started: '1' })],
    ['an earlier process of this number', JSON.stringify({ pid: process.pid, started: '1' })],
    ['a process whose number another has', JSON.stringify({ pid: process.ppid, started: '1' })],
    ['nobody', ''],
  ])('takes the lock of %s', async (_title, content) => {
    writeFileSync(path, content)
    const unlock = await lockFolder(path, 'The folder')
    expect(lstatSync(path).isSocket()).toBe(true)
    unlock()
    expect(readdirSync(folder)).toEqual([])
  })
})
