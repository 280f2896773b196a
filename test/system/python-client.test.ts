import { spawn, spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildApp } from '../../api/http/app.ts'
import { releaseFolders } from '../../api/http/files/release-folders.ts'
import { type RunningServer, serve } from '../../api/http/server.ts'
import { ERROR_CODES } from '../../api/operations/errors.ts'
import { CONDITION_OPERATORS } from '../../fitness/condition.ts'
import { nearestName } from '../../fitness/nearest-name.ts'
import { exportRelease } from '../../release/export.ts'
import { silentReporter } from '../../report/reporter.ts'
import { exportFolder } from '../support/exported.ts'
import { memoryLog } from '../support/served.ts'
import { testSpace } from '../support/space.ts'
import { VECTOR_INSTANCE, vectorRelease } from '../vectors/fitness-problem.ts'

const root = join(import.meta.dirname, '../..')
const found = spawnSync('python3', ['-c', 'import sys; print(sys.version_info >= (3, 9))'])
const python = found.stdout?.toString().trim() === 'True'
if (!python) console.warn('Skipped: there is no python3 of version 3.9 or newer on the PATH.')

let server: RunningServer
let url: string
let folder: string

beforeAll(async () => {
  if (!python) return
  const space = await testSpace()
  const { loaded, release } = vectorRelease(space)
  const exports = exportFolder()
  const releases = { folders: releaseFolders(exports), list: async () => [] }
  server = await serve(
    buildApp(() => ({ space, release, releases }), memoryLog()),
    { port: 0, host: '127.0.0.1' },
  )
  url = `http://127.0.0.1:${server.port}`
  const exported = await exportRelease({ ...release, instances: [loaded] }, space, {
    folder: exports,
    formats: ['sqlite'],
    instances: null,
    modelsFolder: null,
    reporter: silentReporter,
  })
  folder = exported.folder
})
afterAll(async () => {
  await server?.close()
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
})

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
      EO_NAS_BENCH_TEST_RELEASE: folder,
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
    const args = ['-W', 'error', '-m', 'unittest', 'discover', '-s', 'client/python/tests']
    const { code, output } = await runPython(args)
    expect(code, output).toBe(0)
    expect(output).toMatch(/Ran \d{2,} tests/)
    expect(output).not.toContain('EO_NAS_BENCH_TEST')
  })

  describe.each(['random_search', 'aging_evolution'])('the example %s', (example) => {
    test('finds the same cells in a service and in a release file', async () => {
      const file = join(folder, `${VECTOR_INSTANCE.id}.sqlite`)
      const outputs = await Promise.all(
        [`${url}#${VECTOR_INSTANCE.id}`, file].map(async (source) => {
          const args = [`client/python/examples/${example}.py`, source, '30000', '7']
          const { code, output } = await runPython(args)
          expect(code, output).toBe(0)
          return output
        }),
      )
      expect(outputs[0]).toMatch(/^\d{2,} cells in 3\d{4} s of training: validation accuracy 0\.9/)
      expect(outputs[1]).toBe(outputs[0])
    })

    test('has less than 60 lines', () => {
      const text = readFileSync(join(root, `client/python/examples/${example}.py`), 'utf8')
      expect(text.split('\n').length).toBeLessThan(60)
    })
  })

  test('has the operators of the API, and suggests the same names', async () => {
    const given = ['train_accuracy', 'latency', 'VERTICES', 'edgs', 'colour', 'accuracy', '']
    const known = ['trainOverallAccuracy', 'trainAverageAccuracy', 'latencyMs', 'vertices', 'edges']
    const print = [
      'import json',
      'from eo_nas_bench.condition import OPERATORS',
      'from eo_nas_bench.nearest_name import nearest_name',
      `known = ${JSON.stringify(known)}`,
      `print(json.dumps([OPERATORS, [nearest_name(one, known) for one in ${JSON.stringify(given)}]]))`,
    ].join('\n')
    const { output } = await runPython(['-c', print])
    const nearest = given.map((one) => nearestName(one, known) ?? null)
    expect(nearest.filter((one) => one !== null)).toHaveLength(4)
    expect(JSON.parse(output)).toStrictEqual([[...CONDITION_OPERATORS], nearest])
  })

  test('has an error class for every code of the API', async () => {
    const print = 'from eo_nas_bench.errors import ERRORS; print(*ERRORS)'
    const { output } = await runPython(['-c', print])
    expect(output.trim().split(' ').sort()).toStrictEqual([...ERROR_CODES].sort())
  })
})
