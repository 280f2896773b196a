import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildApp } from '../../api/app.ts'
import { ERROR_CODES } from '../../api/errors.ts'
import { type RunningServer, serve } from '../../api/server.ts'
import { memoryLog } from '../support/served.ts'
import { testSpace } from '../support/space.ts'
import { vectorRelease } from '../vectors/fitness-problem.ts'

const root = join(import.meta.dirname, '../..')
const found = spawnSync('python3', ['-c', 'import sys; print(sys.version_info >= (3, 9))'])
const python = found.stdout?.toString().trim() === 'True'
if (!python) console.warn('Skipped: there is no python3 of version 3.9 or newer on the PATH.')

let server: RunningServer
let url: string

beforeAll(async () => {
  const space = await testSpace()
  const { release } = vectorRelease(space)
  server = await serve(
    buildApp(() => ({ space, release }), memoryLog()),
    { port: 0, host: '127.0.0.1' },
  )
  url = `http://127.0.0.1:${server.port}`
})
afterAll(() => server.close())

/** Runs python3 in the root of the repository; gives its exit code and what it printed. */
function runPython(args: string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn('python3', args, {
    cwd: root,
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      PYTHONPATH: join(root, 'client/python'),
      PYTHONDONTWRITEBYTECODE: '1',
      EO_NAS_BENCH_TEST_URL: url,
    },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  return new Promise((done, failed) => {
    child.once('error', failed)
    child.once('close', (code) => done({ code, output }))
  })
}

describe.skipIf(!python)('the Python package', () => {
  test('passes its own tests against a service over a socket and against files', async () => {
    const args = ['-W', 'error', '-m', 'unittest', 'discover', '-s', 'test/client-python']
    const { code, output } = await runPython(args)
    expect(code, output).toBe(0)
    expect(output).toMatch(/Ran \d{2,} tests/)
    expect(output).not.toContain('EO_NAS_BENCH_TEST_URL')
  })

  test('has an error class for every code of the API', async () => {
    const print = 'from eo_nas_bench.errors import ERRORS; print(*ERRORS)'
    const { output } = await runPython(['-c', print])
    expect(output.trim().split(' ').sort()).toStrictEqual([...ERROR_CODES].sort())
  })
})
