import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

const root = resolve(import.meta.dirname, '../..')
const run = promisify(execFile)

async function succeeds(command: string, args: string[]): Promise<boolean> {
  return run(command, args).then(
    () => true,
    () => false,
  )
}

/** What of this machine's programs can run examples. */
export const INSTALLED = {
  curl: await succeeds('curl', ['--version']),
  python: await succeeds('python3', ['--version']),
}

/** A folder where `eo-nas-bench` is the client of this repository. */
export function snippetFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'eo-nas-bench-snippets-'))
  const client = join(folder, 'node_modules/eo-nas-bench')
  mkdirSync(client, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(client, 'package.json'), '{ "type": "module", "exports": "./index.ts" }')
  const index = pathToFileURL(join(root, 'client/index.ts'))
  writeFileSync(join(client, 'index.ts'), `export * from '${index}'\n`)
  return folder
}

const MARK = '--- next program ---'

/** What each program printed, from what all of them printed. */
const printedBy = (stdout: string) => stdout.split(`${MARK}\n`).slice(0, -1)

/** Runs shell lines in one shell, as one would that copied them, and gives what each printed. */
export async function runShell(lines: readonly string[], cwd: string): Promise<string[]> {
  const script = lines.map((line) => `${line} && echo && echo '${MARK}'`).join(' &&\n')
  return printedBy((await run('sh', ['-c', script], { cwd, maxBuffer: 2 ** 26 })).stdout)
}

/**
 * Runs programs, each with names of its own, in one process that may import the Python package of this
 * repository, and gives what each printed.
 */
export async function runPython(programs: readonly string[], cwd: string): Promise<string[]> {
  const runner = [
    'import json, sys',
    'for program in json.load(sys.stdin):',
    "    exec(compile(program, 'program', 'exec'), {'__name__': '__main__'})",
    `    print('${MARK}')`,
  ].join('\n')
  const path = { PYTHONPATH: join(root, 'client/python'), PYTHONDONTWRITEBYTECODE: '1' }
  const env = { ...process.env, ...path }
  const running = run('python3', ['-c', runner], { cwd, env, maxBuffer: 2 ** 26 })
  running.child.stdin?.end(JSON.stringify(programs))
  return printedBy((await running).stdout)
}

/** Runs programs one after the other in one process, and gives what each printed. */
export async function runTypeScript(programs: readonly string[], cwd: string): Promise<string[]> {
  const files = programs.map((_, at) => `./program-${at}.ts`)
  for (const [at, file] of files.entries()) writeFileSync(join(cwd, file), programs[at] ?? '')
  const all = files.map((file) => `await import('${file}')\nconsole.log('${MARK}')\n`).join('')
  writeFileSync(join(cwd, 'all.ts'), all)
  const { stdout } = await run(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), join(cwd, 'all.ts')],
    { cwd, maxBuffer: 2 ** 26 },
  )
  return printedBy(stdout)
}

/** The compiler's complaints about the programs of a folder; empty where it has none. */
export async function checkTypeScript(programs: readonly string[], cwd: string): Promise<string> {
  for (const [at, program] of programs.entries()) {
    writeFileSync(join(cwd, `checked-${at}.ts`), program)
  }
  const config = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: {
      paths: { 'eo-nas-bench': [join(root, 'client/index.ts')] },
      typeRoots: [join(root, 'node_modules/@types')],
    },
    include: ['checked-*.ts'],
  }
  writeFileSync(join(cwd, 'tsconfig.json'), JSON.stringify(config))
  return run(join(root, 'node_modules/.bin/tsc'), ['-p', cwd]).then(
    ({ stdout }) => stdout,
    (error: { stdout?: string }) => error.stdout ?? String(error),
  )
}
