import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isAlive } from '../support/is-alive.ts'
import { until } from '../support/until.ts'

const root = join(import.meta.dirname, '../..')

const CHILD = `
  import { endWithParent } from './service/end-with-parent.ts'
  endWithParent()
  process.send('busy', () => { for (;;); })`

// The child hears nothing: it computes and never comes back to its loop.
const PARENT = `
  import { spawn } from 'node:child_process'
  const args = ['--import', 'tsx', '--input-type=module', '-e', process.argv[1]]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  child.once('message', () => console.log(child.pid))
  setInterval(() => {}, 1000)`

test('a process that computes for long ends with the one that started it', async () => {
  const args = ['--import', 'tsx', '--input-type=module', '-e', PARENT, CHILD]
  const parent = spawn(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  parent.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  await until(() => output.endsWith('\n'), 60_000)
  const pid = Number(output)
  await new Promise((resolve) => setTimeout(resolve, 1500))
  expect(isAlive(pid)).toBe(true)
  parent.kill('SIGKILL')
  await until(() => !isAlive(pid))
}, 120_000)
