import { createHash } from 'node:crypto'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningServer, serve } from '../../api/http/server.ts'
import { exampleRequests } from '../../api/reference/example-requests.ts'
import { groupedOperations } from '../../api/reference/grouped-operations.ts'
import type { OpenApiDocument } from '../../api/reference/openapi-types.ts'
import { exampleApp } from '../support/example-release.ts'
import {
  checkTypeScript,
  INSTALLED,
  runPython,
  runShell,
  runTypeScript,
  snippetFolder,
} from '../support/run-snippets.ts'
import { post } from '../support/served.ts'

let server: RunningServer
let folder: string
let expected: unknown[]
let shown: Record<'curl' | 'python' | 'typescript', string[]>
let files: (string | null)[]

const unescaped = (text: string) =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')

// Element by element, vitest takes 20 seconds for a file of megabytes.
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** The programs that the page shows, in its order. */
function programsOf(page: string, language: string): string[] {
  const figures = new RegExp(`<figure class="snippet ${language}">[^]*?<code>([^]*?)</code>`, 'g')
  return [...page.matchAll(figures)].map(([, text]) => unescaped(text ?? ''))
}

beforeAll(async () => {
  server = await serve(await exampleApp(), { port: 0, host: '127.0.0.1' })
  folder = snippetFolder()
  const base = `http://127.0.0.1:${server.port}`
  const page = await (await fetch(`${base}/docs`)).text()
  shown = {
    curl: programsOf(page, 'curl'),
    python: programsOf(page, 'python'),
    typescript: programsOf(page, 'typescript'),
  }
  const document = (await (await fetch(`${base}/openapi.json`)).json()) as OpenApiDocument
  const requests = [...groupedOperations(document).values()]
    .flat()
    .flatMap(({ path, method, operation }) => exampleRequests(path, method, operation))
  files = requests.map(({ file }) => file)
  expected = await Promise.all(
    requests.map(async ({ path, hasBody, input, file }) => {
      const answer = await fetch(base + path, hasBody ? post(input) : {})
      return file === null ? answer.json() : sha256(new Uint8Array(await answer.arrayBuffer()))
    }),
  )
})
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

/** What a program printed, or the digest of the file that it left. */
function resultOf(printed: string, at: number): unknown {
  const file = files[at]
  if (typeof file !== 'string') return JSON.parse(printed)
  const path = join(folder, file)
  const digest = sha256(readFileSync(path))
  rmSync(path)
  return digest
}

describe('the examples on the page of the reference', () => {
  test('are as many in each language as there are example requests', () => {
    expect(expected.length).toBeGreaterThan(10)
    for (const programs of Object.values(shown)) expect(programs).toHaveLength(expected.length)
  })

  test.skipIf(!INSTALLED.curl)('in curl print the answers', async () => {
    const printed = await runShell(shown.curl, folder)
    expect(printed.map(resultOf)).toStrictEqual(expected)
  })

  test.skipIf(!INSTALLED.python)('in Python print the answers', async () => {
    const printed = await runPython(shown.python, folder)
    expect(printed.map(resultOf)).toStrictEqual(expected)
  })

  test('in TypeScript print the answers', async () => {
    const printed = await runTypeScript(shown.typescript, folder)
    expect(printed.map(resultOf)).toStrictEqual(expected)
  })

  test('in TypeScript satisfy the compiler with the types of the client', async () => {
    const [first = ''] = shown.typescript
    const wrong = first.replace('client.listInstances()', 'client.listInstance()')
    const complaints = await checkTypeScript([...shown.typescript, wrong], folder)
    const files = complaints.match(/[\w-]+[.]ts(?=\()/g)
    expect(files).toStrictEqual([`checked-${shown.typescript.length}.ts`])
    expect(complaints).toContain('listInstance')
  })
})
