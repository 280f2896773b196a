import { execFile, execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import type { Browser, Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { buildApp } from '../../api/http/app.ts'
import { releaseFolders } from '../../api/http/files/release-folders.ts'
import { type RunningServer, serve } from '../../api/http/server.ts'
import { exportRelease } from '../../release/export.ts'
import { silentReporter } from '../../report/reporter.ts'
import { openBrowser } from '../support/browser.ts'
import { exportFolder } from '../support/exported.ts'
import { predictedInstance, predictedRelease } from '../support/predicted.ts'
import { KNOWN_HASH, memoryLog, testApp } from '../support/served.ts'
import { testSpace } from '../support/space.ts'
import { viewed } from '../support/viewed.ts'

const repository = resolve(import.meta.dirname, '../..')
const modules = join(repository, 'node_modules')
const project = mkdtempSync(join(tmpdir(), 'eo-nas-bench-client-'))
const installed = join(project, 'node_modules/eo-nas-bench')
const servers: RunningServer[] = []
/** Addresses of a service with measured values, and of one with predictions and files. */
let measured: string
let predicted: string
let folder: string

async function start(app: Parameters<typeof serve>[0]): Promise<string> {
  const server = await serve(app, { port: 0, host: '127.0.0.1' })
  servers.push(server)
  return `http://127.0.0.1:${server.port}`
}

async function startPredicted(): Promise<void> {
  const space = await testSpace()
  const { release, models } = predictedRelease(space)
  const root = exportFolder()
  const exported = await exportRelease(release, space, {
    folder: root,
    formats: ['parquet'],
    instances: [predictedInstance.id],
    modelsFolder: null,
    reporter: silentReporter,
  })
  folder = exported.folder
  const releases = { folders: releaseFolders(root), list: async () => [] }
  const served = { space, release: viewed(release, space, models), releases }
  predicted = await start(buildApp(() => served, memoryLog()))
}

const run = (command: string, args: string[], cwd: string) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

const PROGRAM = `import { type ApiRouter, createClient, EoNasBenchError, type Outputs } from 'eo-nas-bench'

// For those who call the service with a tRPC client of their own.
export type Query = ApiRouter['query']

const bench = createClient(process.argv[2] ?? '')
const { results } = await bench.query({
  instance: 'test-instance',
  architectures: [{ hash: '${KNOWN_HASH}' }, { matrix: [[0]], operations: ['input'] }] as const,
})
const lines: string[] = []
for (const result of results) {
  lines.push('error' in result ? result.error.code : \`\${result.hash} \${result.runs.toFixed(0)}\`)
}
const instances: Outputs['listInstances'] = await bench.listInstances()
lines.push(instances.results.map(({ id }) => id).join(' '))
try {
  // @ts-expect-error epochs is a number
  await bench.getFitness({ instance: 'test-instance', hash: '${KNOWN_HASH}', epochs: 'many' })
} catch (error) {
  if (error instanceof EoNasBenchError) lines.push(\`\${error.code} \${error.errors?.[0]?.pointer}\`)
}
// @ts-expect-error there is no such operation
lines.push(typeof bench.trainEverything)
console.log(lines.join('\\n'))
`

beforeAll(async () => {
  measured = await start(await testApp())
  await startPredicted()
  // Install scripts are off in this repository, and with them `prepack`.
  run('npm', ['run', 'build'], join(repository, 'client'))
  const packed = run(
    'npm',
    ['pack', '--json', '--pack-destination', project],
    join(repository, 'client'),
  )
  const [{ filename }] = JSON.parse(packed.slice(packed.indexOf('[\n'))) as [{ filename: string }]
  const copies = [
    ...['@trpc/client', '@trpc/server', 'fzstd', 'hyparquet', 'hyparquet-compressors', 'hysnappy'],
    ...['pure-rand', 'zod', '@types/node', 'undici-types'],
  ]
  const dependencies = Object.fromEntries(
    copies.map((name) => [name, `file:${join(modules, name)}`]),
  )
  writeFileSync(
    join(project, 'package.json'),
    JSON.stringify({
      name: 'elsewhere',
      private: true,
      type: 'module',
      dependencies: { ...dependencies, 'eo-nas-bench': `file:./${filename}` },
    }),
  )
  const quiet = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund', '--legacy-peer-deps']
  run('npm', ['install', '--install-links', ...quiet], project)
  writeFileSync(join(project, 'program.ts'), PROGRAM)
}, 240_000)

afterAll(async () => {
  for (const server of servers) await server.close()
  rmSync(project, { recursive: true, force: true })
})

function compile(options: Record<string, unknown>, files = ['program.ts']): string {
  const compilerOptions = { strict: true, skipLibCheck: false, noEmitOnError: true, ...options }
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }))
  try {
    return run(process.execPath, [join(modules, 'typescript/bin/tsc'), '-p', project], project)
  } catch (error) {
    return String((error as { stdout: unknown }).stdout)
  }
}

test('the packed client compiles in an empty project, its declarations checked too', () => {
  const common = { target: 'es2023', types: ['node'], outDir: 'out' }
  const lib = ['es2023', 'esnext.disposable']
  expect(compile({ ...common, lib, module: 'nodenext' })).toBe('')
  expect(
    compile({ ...common, lib: [...lib, 'dom'], module: 'esnext', moduleResolution: 'bundler' }),
  ).toBe('')
  expect(compile({ ...common, lib, module: 'nodenext', exactOptionalPropertyTypes: true })).toBe('')
})

test('the packed client runs there against a server', async () => {
  const program = join(project, 'out/program.js')
  const { stdout } = await promisify(execFile)(process.execPath, [program, measured], {
    cwd: project,
  })
  expect(stdout.trim().split('\n')).toStrictEqual([
    `${KNOWN_HASH} 1`,
    'architecture_invalid',
    'test-instance plain-instance',
    'request_invalid /epochs',
    'undefined',
  ])
})

test('the examples run on a service and on files, and the same search is the same on both', async () => {
  cpSync(join(repository, 'client/examples'), join(project, 'examples'), { recursive: true })
  const examples = readdirSync(join(project, 'examples'))
  expect(examples.sort()).toStrictEqual(['aging-evolution.ts', 'open.ts', 'random-search.ts'])
  const common = { target: 'es2023', lib: ['es2023', 'esnext.disposable'], types: ['node'] }
  const files = examples.map((name) => `examples/${name}`)
  expect(
    compile(
      {
        ...common,
        module: 'nodenext',
        rewriteRelativeImportExtensions: true,
        outDir: 'out',
        rootDir: '.',
      },
      files,
    ),
  ).toBe('')
  for (const name of ['random-search', 'aging-evolution']) {
    const text = readFileSync(join(project, `examples/${name}.ts`), 'utf8')
    expect(text.split('\n').length, name).toBeLessThan(60)
    const outputs = await Promise.all(
      [predicted, folder].map(async (source) => {
        const program = [
          join(project, `out/examples/${name}.js`),
          source,
          predictedInstance.id,
          '30',
        ]
        return (await promisify(execFile)(process.execPath, program, { cwd: project })).stdout
      }),
    )
    expect(outputs[0]).toBe(outputs[1])
    const { best, spent } = JSON.parse(outputs[0] ?? '')
    expect(best.hash).toMatch(/^[0-9a-f]{32}$/)
    expect(spent).toMatchObject({ trainings: 30, epochs: 30 * 12, withoutTrainingTime: 0 })
    expect(spent.trainingTimeS).toBeGreaterThan(0)
  }
}, 240_000)

/** A page of another origin than the service, with the packed client as `bench` in it. */
async function openPage(browser: Browser): Promise<Page> {
  const entry = join(project, 'entry.js')
  writeFileSync(entry, "import * as bench from 'eo-nas-bench'\nglobalThis.bench = bench\n")
  await build({
    root: project,
    configFile: false,
    logLevel: 'silent',
    build: { outDir: 'page', lib: { entry, formats: ['es'], fileName: 'bundle' } },
  })
  writeFileSync(
    join(project, 'page/index.html'),
    '<!doctype html><title>page</title><script type="module" src="bundle.js"></script>',
  )
  // Not page.route, with which Playwright answers preflight requests in place of the service.
  const files = createServer((request, response) => {
    const path = join(project, 'page', basename(request.url ?? ''))
    const type = path.endsWith('.js') ? 'text/javascript' : 'text/html'
    response.writeHead(existsSync(path) ? 200 : 404, { 'Content-Type': type })
    response.end(existsSync(path) ? readFileSync(path) : '')
  })
  await new Promise<void>((listening) => files.listen(0, '127.0.0.1', listening))
  const page = await browser.newPage()
  await page.goto(`http://127.0.0.1:${(files.address() as AddressInfo).port}/index.html`)
  files.close()
  return page
}

interface Bench {
  readonly bench: typeof import('../../client/index.ts')
}

test('the packed client runs in a browser, on a service of another origin and on its files', async (context) => {
  const browser = await openBrowser()
  context.skip(browser === null, 'no Chromium: neither the npm package nor an installed one starts')
  onTestFinished(() => browser?.close())
  const page = await openPage(browser as Browser)
  const requests: string[] = []
  page.on('request', (request) => requests.push(`${request.method()} ${request.url()}`))
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))

  const question = { instance: predictedInstance.id, hash: KNOWN_HASH }
  const hashes = Array.from({ length: 100 }, () => ({ hash: KNOWN_HASH }))
  const remote = await page.evaluate(
    async ([url, ask, architectures]) => {
      const { bench } = globalThis as unknown as Bench
      const client = bench.createClient(url)
      const one = await client.getFitness(ask)
      const { results } = await client.query({ instance: ask.instance, architectures })
      const failed = await client.getInstance({ instance: 'mars' }).catch((error) => error)
      const isTyped = failed instanceof bench.EoNasBenchError
      return { one: JSON.stringify(one), results: results.length, isTyped, code: failed.code }
    },
    [predicted, question, hashes] as const,
  )
  const path = `/v1/instances/${question.instance}/architectures/${question.hash}`
  const expected = await (await fetch(predicted + path)).text()
  expect(remote).toStrictEqual({
    one: expected,
    results: 100,
    isTyped: true,
    code: 'instance_not_found',
  })
  const methods = requests.map((one) => one.replace(/\?.*/, '').replace(predicted, ''))
  expect(methods).toStrictEqual([
    'GET /trpc/getFitness',
    'POST /trpc/query',
    'GET /trpc/getInstance',
  ])

  const local = await page.evaluate(
    async ([url, ask]) => {
      const { bench } = globalThis as unknown as Bench
      const loaded: string[] = []
      const release = await bench.openRelease(url, {
        onProgress: (file, done, total) => done === total && loaded.push(file),
      })
      const one = await release.getFitness(ask)
      const look = await release.lookUp({ instance: ask.instance, value: 'validationAccuracy' })
      return { loaded, one: JSON.stringify(one), accuracy: look.ofHash(ask.hash) }
    },
    [`${predicted}/v1/releases/r0123456789ab`, question] as const,
  )
  expect(local.one).toBe(expected)
  expect(local.accuracy).toBe(JSON.parse(expected).metrics.overallAccuracy.validation)
  expect(local.loaded).toContain(`${question.instance}.predictions.parquet`)
  expect(complaints).toStrictEqual([])
}, 60_000)

// Not in the descriptions of fields, which may end with the word "from".
const IMPORTED = /(?:^(?:import|export)\b[^'"\n]*\bfrom|\bimport\()\s*["']([^."'\n][^"'\n]*)["']/gm

const packageOf = (name: string) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name

/** The files of the package that a module loads, or that its declarations name, itself among them. */
function reachedFrom(module: string, reached = new Set<string>()): Set<string> {
  if (reached.has(module)) return reached
  reached.add(module)
  const text = readFileSync(join(installed, module), 'utf8')
  for (const [, name = ''] of text.matchAll(/(?:from|import\()\s*["'](\.[^"']*)["']/g)) {
    // Declarations keep the names of the sources.
    const imported = join(dirname(module), name).replace(/\.[jt]s$/, '')
    reachedFrom(`${imported}.js`, reached)
    reachedFrom(`${imported}.d.ts`, reached)
  }
  return reached
}

/** Bytes after gzip of a bundle of one line that uses the packed client. */
async function bundledBytes(line: string): Promise<number> {
  const entry = join(project, 'bundled.js')
  writeFileSync(entry, line)
  const bundle = await build({
    root: project,
    logLevel: 'silent',
    build: {
      write: false,
      minify: 'esbuild',
      lib: { entry, formats: ['es'], fileName: 'bundled' },
    },
  })
  const outputs = [bundle].flat().flatMap((one) => ('output' in one ? one.output : []))
  const code = outputs.flatMap((one) => ('code' in one ? [one.code] : []))
  return gzipSync(code.join('')).length
}

test('a bundle with createClient alone leaves the local mode out', async () => {
  const client = "export { createClient } from 'eo-nas-bench'"
  const alone = await bundledBytes(client)
  const all = await bundledBytes("export * from 'eo-nas-bench'")
  expect(alone).toBeGreaterThan(1000)
  expect(alone).toBeLessThan(16_000)
  expect(all).toBeGreaterThan(3 * alone)
}, 60_000)

test('the packed client has the licence', () => {
  expect(readFileSync(join(installed, 'LICENSE'), 'utf8')).toBe(
    readFileSync(join(repository, 'LICENSE'), 'utf8'),
  )
})

test('the packed client brings no server, no database and no library that it does not depend on', () => {
  const reached = new Set<string>()
  for (const entry of ['index', 'search']) {
    reachedFrom(`dist/client/${entry}.d.ts`, reachedFrom(`dist/client/${entry}.js`, reached))
  }
  expect(reached.size).toBeGreaterThan(3)
  const files = readdirSync(installed, { recursive: true, encoding: 'utf8' })
  const code = files.filter((file) => file.endsWith('.js'))
  expect(code.filter((file) => !reached.has(file))).toStrictEqual([])
  const rooms = new Set(code.map((file) => /^dist\/(api\/\w+|\w+)\//.exec(file)?.[1]))
  const expected = [
    'api/http',
    'api/operations',
    'client',
    'fitness',
    'landscape',
    'release',
    'search',
    'space',
    'surrogate',
  ]
  expect([...rooms].sort()).toStrictEqual(expected)
  // The type of the router, without the transport.
  const http = code.filter((file) => file.startsWith('dist/api/http/'))
  expect(http).toStrictEqual(['dist/api/http/api-router.js'])
  const { dependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>
  }
  const named = new Set<string>()
  for (const file of files.filter((one) => /\.(js|ts)$/.test(one))) {
    const text = readFileSync(join(installed, file), 'utf8')
    for (const [, name] of text.matchAll(IMPORTED)) {
      named.add(name ?? '')
    }
  }
  // Files are read where there are folders; a browser never comes there.
  for (const name of ['node:fs/promises', 'node:crypto']) named.delete(name)
  expect([...named].filter((name) => !(packageOf(name) in dependencies))).toStrictEqual([])
  expect(readdirSync(join(project, 'node_modules'))).not.toContain('hono')
})
