import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningServer, serve } from '../../api/server.ts'
import { KNOWN_HASH, testApp } from '../support/served.ts'

const repository = resolve(import.meta.dirname, '../..')
const modules = join(repository, 'node_modules')
const project = mkdtempSync(join(tmpdir(), 'eo-nas-bench-client-'))
const installed = join(project, 'node_modules/eo-nas-bench')
let server: RunningServer

const run = (command: string, args: string[], cwd: string) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

const PROGRAM = `import { createClient, EoNasBenchError, type Outputs } from 'eo-nas-bench'

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
  server = await serve(await testApp(), { port: 0, host: '127.0.0.1' })
  // Install scripts are off in this repository, and with them `prepack`.
  run('npm', ['run', 'build'], join(repository, 'client'))
  const packed = run(
    'npm',
    ['pack', '--json', '--pack-destination', project],
    join(repository, 'client'),
  )
  const [{ filename }] = JSON.parse(packed.slice(packed.indexOf('[\n'))) as [{ filename: string }]
  const copies = ['@trpc/client', '@trpc/server', 'zod', '@types/node', 'undici-types']
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
  await server.close()
  rmSync(project, { recursive: true, force: true })
})

function compile(options: Record<string, unknown>): string {
  const compilerOptions = { strict: true, skipLibCheck: false, noEmitOnError: true, ...options }
  writeFileSync(
    join(project, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, files: ['program.ts'] }),
  )
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
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [program, `http://127.0.0.1:${server.port}`],
    { cwd: project },
  )
  expect(stdout.trim().split('\n')).toStrictEqual([
    `${KNOWN_HASH} 1`,
    'architecture_invalid',
    'test-instance plain-instance',
    'request_invalid /epochs',
    'undefined',
  ])
})

const packageOf = (name: string) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name

/** The files of the package that a module loads, itself among them. */
function reachedFrom(module: string, reached = new Set<string>()): Set<string> {
  if (reached.has(module)) return reached
  reached.add(module)
  const text = readFileSync(join(installed, module), 'utf8')
  for (const [, name = ''] of text.matchAll(/(?:from|import\()\s*["'](\.[^"']*)["']/g)) {
    reachedFrom(join(dirname(module), name), reached)
  }
  return reached
}

test('the packed client brings no server, no database and no library that it does not depend on', () => {
  const reached = reachedFrom('dist/client/index.js')
  expect(reached.size).toBeGreaterThan(3)
  const files = readdirSync(installed, { recursive: true, encoding: 'utf8' })
  const code = files.filter((file) => file.endsWith('.js'))
  expect(code.filter((file) => !reached.has(file))).toStrictEqual([])
  expect(code.filter((file) => /^dist\/(db|ingest|surrogate|test)\//.test(file))).toStrictEqual([])
  const { dependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>
  }
  const named = new Set<string>()
  for (const file of files.filter((one) => /\.(js|ts)$/.test(one))) {
    const text = readFileSync(join(installed, file), 'utf8')
    for (const [, name] of text.matchAll(/(?:from|import\()\s*["']([^."'][^"']*)["']/g)) {
      named.add(name ?? '')
    }
  }
  expect([...named].filter((name) => !(packageOf(name) in dependencies))).toStrictEqual([])
  expect(readdirSync(join(project, 'node_modules'))).not.toContain('hono')
})
