import { spawn } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildApp } from '../../api/http/app.ts'
import { releaseFolders } from '../../api/http/files/release-folders.ts'
import { type RunningServer, serve } from '../../api/http/server.ts'
import { ERROR_CODES } from '../../api/operations/errors.ts'
import { operations } from '../../api/operations/operations.ts'
import { digestFile } from '../../db/file-digest.ts'
import { CONDITION_OPERATORS } from '../../fitness/condition.ts'
import { nearestName } from '../../fitness/nearest-name.ts'
import { exportRelease } from '../../release/export.ts'
import { silentReporter } from '../../report/reporter.ts'
import { SurrogateCard } from '../../surrogate/card.ts'
import { exportFolder } from '../support/exported.ts'
import { derivedFor, landscapesFor, testGraph } from '../support/landscapes.ts'
import {
  compiledBeside,
  missingPython,
  PACKAGE_SUITE,
  pythonEnvironment,
} from '../support/python-environment.ts'
import { memoryLog } from '../support/served.ts'
import { testSpace } from '../support/space.ts'
import { viewed } from '../support/viewed.ts'
import { worldsFor } from '../support/world-model.ts'
import { VECTOR_INSTANCE, vectorRelease } from '../vectors/fitness-problem.ts'

const root = join(import.meta.dirname, '../..')
const MINUTES = 60_000
const missing = missingPython()
if (missing !== null) console.warn(`Skipped: ${missing}`)

let python: string
let server: RunningServer
let url: string
let folder: string
let models: string

/** A folder of models with one of the vector instance: a trained one under another name. */
function modelsFolder(): string {
  const made = mkdtempSync(join(tmpdir(), 'eo-nas-bench-models-'))
  mkdirSync(join(made, VECTOR_INSTANCE.id))
  for (const kind of ['json', 'onnx']) {
    const trained = join(root, `surrogate/models/so2sat-lcz42/1.${kind}`)
    copyFileSync(trained, join(made, VECTOR_INSTANCE.id, `1.${kind}`))
  }
  return made
}

beforeAll(async () => {
  if (missing !== null) return
  python = pythonEnvironment(PACKAGE_SUITE)
  const space = await testSpace()
  const { loaded, release } = vectorRelease(space)
  models = modelsFolder()
  const path = join(models, VECTOR_INSTANCE.id, '1.onnx')
  const { sha256 } = await digestFile(path)
  const surrogate = loaded.surrogate && { ...loaded.surrogate, sha256 }
  const instances = [{ ...loaded, surrogate }]
  const card = SurrogateCard.parse(JSON.parse(readFileSync(path.replace('.onnx', '.json'), 'utf8')))
  const view = viewed({ ...release, instances }, space, [
    { id: `${VECTOR_INSTANCE.id}-1`, sha256, path, card },
  ])
  const { id, publishedAt } = release
  const { id: instance, title } = VECTOR_INSTANCE
  const served = { id, publishedAt, instances: [{ id: instance, title }] }
  const exports = exportFolder()
  const releases = { folders: releaseFolders(exports), list: async () => [served] }
  const readWorlds = () => worldsFor(VECTOR_INSTANCE.id, loaded.surrogate?.predictions ?? [])
  server = await serve(
    buildApp(
      () => ({ space, release: view, releases, readWorlds, ...derivedFor(view) }),
      memoryLog(),
    ),
    { port: 0, host: '127.0.0.1' },
  )
  url = `http://127.0.0.1:${server.port}`
  const exported = await exportRelease({ ...release, instances }, space, {
    folder: exports,
    formats: ['sqlite'],
    instances: null,
    modelsFolder: models,
    derived: {
      graph: await testGraph(),
      landscapes: new Map([[instance, (await landscapesFor(view).landscapesOf(instance)) ?? []]]),
    },
    reporter: silentReporter,
  })
  folder = exported.folder
}, 15 * MINUTES)
afterAll(async () => {
  await server?.close()
  for (const made of [folder, models]) {
    if (made !== undefined) rmSync(made, { recursive: true, force: true })
  }
})

/** Runs Python in the package's folder; gives its exit code and what it printed. */
function runPython(args: string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(python, args, {
    cwd: join(root, 'client/python'),
    env: {
      ...process.env,
      PYTHONPATH: join(root, 'client/python'),
      ...compiledBeside(PACKAGE_SUITE),
      MYPY_CACHE_DIR: join(PACKAGE_SUITE.folder, 'mypy'),
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

const snakeCase = (name: string) => name.replaceAll(/[A-Z]/g, (upper) => `_${upper.toLowerCase()}`)

describe.skipIf(missing !== null)('the Python package', () => {
  test(
    'passes its own tests against a service over a socket and against files',
    async () => {
      const { code, output } = await runPython(['-m', 'pytest', '-p', 'no:cacheprovider', '-rs'])
      expect(code, output).toBe(0)
      expect(output).toMatch(/\d{2,} passed/)
      expect(output).not.toContain('EO_NAS_BENCH_TEST')
    },
    10 * MINUTES,
  )

  test.each([
    ['mypy', ['-m', 'mypy']],
    ['ruff', ['-m', 'ruff', 'check', '--no-cache', '.']],
    ['ruff format', ['-m', 'ruff', 'format', '--no-cache', '--check', '.']],
  ])('satisfies %s', async (_, args) => {
    const { code, output } = await runPython(args)
    expect(code, output).toBe(0)
  })

  describe.each(['random_search', 'aging_evolution'])('the example %s', (example) => {
    test('finds the same cells in a service and in a release file', async () => {
      const file = join(folder, `${VECTOR_INSTANCE.id}.sqlite`)
      const outputs = await Promise.all(
        [`${url}#${VECTOR_INSTANCE.id}`, file].map(async (source) => {
          const { code, output } = await runPython([`examples/${example}.py`, source, '30000', '7'])
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

  test('has a method for every operation', async () => {
    const print = 'from eo_nas_bench import Client; print(*vars(Client))'
    const { output } = await runPython(['-c', print])
    const methods = output.trim().split(' ')
    expect(Object.keys(operations).map(snakeCase)).toSatisfy((names: string[]) =>
      names.every((name) => methods.includes(name)),
    )
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
