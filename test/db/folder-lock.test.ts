import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { lockFolder } from '../../db/folder-lock.ts'

describe('lockFolder', () => {
  let folder: string
  let path: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'eo-nas-bench-lock-'))
    path = join(folder, 'pglite.lock')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  test('names this process in the file and removes the file when it is given back', () => {
    const unlock = lockFolder(path, 'The folder')
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ pid: process.pid })
    unlock()
    expect(readdirSync(folder)).toEqual([])
  })

  test('refuses a second time, says who holds it and what to do', () => {
    const unlock = lockFolder(path, 'The folder')
    expect(() => lockFolder(path, 'The folder')).toThrow(
      /^The folder is in use by this process itself\. .*DATABASE_URL/,
    )
    unlock()
    lockFolder(path, 'The folder')()
  })

  test('refuses while another process that holds it lives', () => {
    const stat = existsSync('/proc/1/stat')
      ? readFileSync(`/proc/${process.ppid}/stat`, 'utf8')
      : ''
    const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
    writeFileSync(path, JSON.stringify({ pid: process.ppid, started }))
    expect(() => lockFolder(path, 'The folder')).toThrow(`in use by process ${process.ppid}`)
    expect(existsSync(path)).toBe(true)
  })

  test.each([
    ['a process that is gone', { pid: 2 ** 30, started: '1' }],
    ['an earlier process of this number', { pid: process.pid, started: '1' }],
    ['a process whose number another has now', { pid: process.ppid, started: '1' }],
  ])('takes the lock of %s', (_title, dead) => {
    writeFileSync(path, JSON.stringify(dead))
    const unlock = lockFolder(path, 'The folder')
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ pid: process.pid })
    unlock()
  })

  test('takes a lock file that says nothing', () => {
    writeFileSync(path, '')
    lockFolder(path, 'The folder')()
    expect(readdirSync(folder)).toEqual([])
  })
})
