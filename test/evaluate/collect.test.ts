import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runIngestCommand } from '../../ingest/command.ts'
import { BUILT_IN } from '../support/built-in.ts'
import { testSpace } from '../support/space.ts'

const root = join(import.meta.dirname, '../..')
const found = spawnSync('python3', ['-c', 'import sys; print(sys.version_info >= (3, 10))'])
const python = found.stdout?.toString().trim() === 'True'
if (!python) console.warn('Skipped: there is no python3 of version 3.10 or newer on the PATH.')

const folder = mkdtempSync(join(tmpdir(), 'eo-nas-evaluate-'))
const table = join(folder, 'table.csv')
const instance = join(folder, 'instance.json')
const kept = join(root, 'evaluate/eurosat-rgb')

/** Collects the committed rows; needs python3 alone, neither PyTorch nor numpy. */
function collect(): string {
  const options = ['--plan', join(kept, 'plan.json'), '--about', join(kept, 'about.json')]
  const written = ['--table', table, '--instance', instance]
  const args = ['-S', '-m', 'eo_nas_evaluate', 'collect', kept, ...options, ...written]
  const paths = [join(root, 'evaluate'), join(root, 'client/python')]
  const { stdout, stderr, status } = spawnSync('python3', args, {
    env: { PYTHONPATH: paths.join(':'), PYTHONDONTWRITEBYTECODE: '1', PATH: process.env['PATH'] },
  })
  if (status !== 0) throw new Error(stderr.toString())
  return stdout.toString()
}

beforeAll(async () => {
  await testSpace()
  copyFileSync(join(tmpdir(), 'eo-nas-bench-test', 'space-1.bin'), join(folder, 'space-1.bin'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.skipIf(!python)('the rows of eurosat-rgb', () => {
  const rows = readFileSync(join(kept, 'rows.jsonl'), 'utf8').trimEnd().split('\n')

  it('are collected into the table and the description of the built-in instance', () => {
    expect(collect()).toContain('of 2,532 cells')
    const folder = join(root, 'instances/eurosat-rgb')
    expect(readFileSync(table, 'utf8')).toBe(readFileSync(join(folder, 'table.csv'), 'utf8'))
    const { sources, columns, ...described } = JSON.parse(readFileSync(instance, 'utf8'))
    const builtIn = JSON.parse(readFileSync(join(folder, 'instance.json'), 'utf8'))
    expect(builtIn.table.columns).toEqual(columns)
    expect(builtIn.origin).toEqual(sources)
    expect(described).toEqual({ instance: builtIn.instance })
  })

  it('are collected into files that ingest takes without an edit of anything but the id', async () => {
    const text = readFileSync(instance, 'utf8')
    writeFileSync(instance, text.replace('"id": "eurosat-rgb"', '"id": "my-eurosat"'))
    const lines: string[] = []
    const code = await runIngestCommand(
      ['evaluations', table, '--instance', instance, '--dry-run'],
      {
        databaseUrl: null,
        dataFolder: folder,
        sourcesFolder: './sources',
        instances: BUILT_IN,
        output: { write: (text: string) => void lines.push(text) },
      },
    )
    expect(lines.join('')).toContain(`${rows.length} records valid, 0 rejected`)
    expect(code).toBe(0)
  })

  it('are one a training, of cells that the plan names', () => {
    const { cells } = JSON.parse(readFileSync(join(kept, 'plan.json'), 'utf8')) as {
      cells: string[]
    }
    const planned = new Set(cells.map((cell) => cell.slice(0, 32)))
    const keys = rows.map((row) => {
      const { hash, epochs, run } = JSON.parse(row) as Record<'hash' | 'epochs' | 'run', string>
      expect(planned).toContain(hash)
      return `${hash} ${epochs} ${run}`
    })
    expect(new Set(keys).size).toBe(rows.length)
  })
})
