import { spawnSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const repository = resolve(import.meta.dirname, '../..')
const read = (name: string) => readFileSync(join(repository, name), 'utf8')

interface Table {
  readonly rooms: Readonly<Record<string, { readonly holds: string; readonly imports: string[] }>>
  readonly libraries: readonly {
    readonly packages: string[]
    readonly rooms: string[]
    readonly door: string
  }[]
}

const { rooms, libraries } = JSON.parse(read('rooms.json')) as Table
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }

describe('npm run check', () => {
  const copy = mkdtempSync(join(tmpdir(), 'eo-nas-bench-rooms-'))

  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(copy, name)), { recursive: true })
    writeFileSync(join(copy, name), text)
  }

  beforeAll(() => {
    for (const name of ['package.json', 'rooms.json', '.dependency-cruiser.mjs']) {
      cpSync(join(repository, name), join(copy, name))
    }
    symlinkSync(join(repository, 'node_modules'), join(copy, 'node_modules'))
    write('space/cell.ts', 'export type Cell = number\n')
    write('db/cells.ts', "import type { Cell } from '../space/cell.ts'\nexport type Row = Cell\n")
  })
  afterAll(() => rmSync(copy, { recursive: true, force: true }))

  /** What `npm run check` says of the imports in the copy. */
  const checkImports = () => {
    const { status, stdout } = spawnSync('npm', ['run', '--silent', 'rooms'], {
      cwd: copy,
      encoding: 'utf8',
    })
    return { isAccepted: status === 0, text: stdout.replaceAll(/\s+/g, ' ') }
  }

  test('includes the check of the imports', () => {
    expect(scripts['check']).toContain('npm run rooms')
  })

  test('accepts imports that the table of rooms allows', () => {
    expect(checkImports()).toMatchObject({ isAccepted: true })
  })

  describe('refuses', () => {
    let refused: ReturnType<typeof checkImports>

    beforeAll(() => {
      write(
        'space/typed.ts',
        "import type { Row } from '../db/cells.ts'\nexport type Known = Row\n",
      )
      write('space/lazy.ts', "export const load = () => import('../db/cells.ts')\n")
      const names = libraries.flatMap(({ packages }) => packages)
      write('fitness/libraries.ts', names.map((name) => `import '${name}'\n`).join(''))
      refused = checkImports()
      expect(refused.isAccepted).toBe(false)
    })

    test('an import against the table, of types and lazy ones too, and says what is allowed', () => {
      expect(refused.text).toContain('space/typed.ts → db/cells.ts')
      expect(refused.text).toContain('space/lazy.ts → db/cells.ts')
      expect(refused.text).toContain('space may import no other room (see rooms.json).')
    })

    test.each(libraries)('a library in the wrong room, and names the door: $door', (library) => {
      for (const name of library.packages) {
        const found = refused.text.split(' error ').find((one) => one.includes(`/${name}/`))
        expect(found, name).toContain(library.door)
      }
    })
  })
})

describe('the table of rooms', () => {
  test('is the table in CONTRIBUTING', () => {
    const rows = Object.entries(rooms).map(([name, { holds, imports }]) => {
      const place = name.endsWith('.ts') ? name : `${name}/`
      const allowed = imports.includes('*')
        ? 'everything'
        : imports.map((one) => `\`${one}\``).join(', ') || 'nothing'
      return `| \`${place}\` | ${holds} | ${allowed} |`
    })
    const header = ['| room | what it holds | may import |', '| --- | --- | --- |']
    expect(read('CONTRIBUTING.md')).toContain([...header, ...rows].join('\n'))
  })

  test('names rooms that there are', () => {
    const named = [...Object.values(rooms), ...libraries.map(({ rooms: imports }) => ({ imports }))]
    const folders = named
      .flatMap(({ imports }) => imports)
      .filter((name) => name !== '*' && !name.endsWith('.ts'))
    expect(folders.filter((name) => !(name in rooms))).toStrictEqual([])
  })

  test('has a row for every folder of the code', () => {
    const { stdout } = spawnSync('git', ['ls-files', '*.ts'], { cwd: repository, encoding: 'utf8' })
    const files = stdout.trim().split('\n')
    expect(files.length).toBeGreaterThan(100)
    const homeless = files.filter(
      (file) =>
        !Object.keys(rooms).some((name) => file === name || file.startsWith(`${name}/`)) &&
        file !== 'vitest.config.ts',
    )
    expect(homeless).toStrictEqual([])
  })
})
