import { expect, test } from 'vitest'
import { buildApp } from '../../api/http/app.ts'
import { releaseFolders } from '../../api/http/files/release-folders.ts'
import type { Served } from '../../api/operations/context.ts'
import { ApiError } from '../../api/operations/errors.ts'
import { answerExamples } from '../../api/reference/example-answers.ts'
import type { OpenApiDocument } from '../../api/reference/openapi-types.ts'
import { EXAMPLE_RELEASE, exampleApp, exampleServed } from '../support/example-release.ts'
import { exportFolder, exportSmall } from '../support/exported.ts'
import { contextFor, memoryLog } from '../support/served.ts'

test('the reference is there while the data are loaded, and shows answers of each release that is served', async () => {
  const example = await exampleServed()
  const named = (id: string) => ({ ...example, release: { ...example.release, id } })
  const [first, second] = ['r1111111111aa', 'r2222222222bb'] as const
  let served: Served | null = null
  const app = buildApp(() => served, memoryLog())
  const shown = async () => [
    await (await app.request('/docs')).text(),
    await (await app.request('/openapi.json')).text(),
  ]
  for (const text of await shown()) {
    expect(text).toContain('getFitness')
    expect(text).not.toContain(first)
  }
  served = named(first)
  for (const text of await shown()) expect(text).toContain(first)
  served = named(second)
  for (const text of await shown()) {
    expect(text).toContain(second)
    expect(text).not.toContain(first)
  }
})

test('the examples name the address that the page was asked at, unless it could be read as code', async () => {
  const app = await exampleApp()
  const page = async (origin: string) => (await app.request(`${origin}/docs`)).text()
  expect(await page('https://bench.example:8443')).toContain(
    'curl &#39;https://bench.example:8443/v1/instances&#39;',
  )
  const odd = await page("http://a';id;'b")
  expect(odd).toContain('curl &#39;http://127.0.0.1:8101/v1/instances&#39;')
  expect(odd).not.toContain(';id;')
})

test('a client that leaves the first description takes no example from those who ask later', async () => {
  const example = await exampleServed()
  const app = buildApp(() => example, memoryLog())
  const gone = { outgoing: { destroyed: true } }
  const ask = async (connection?: object) =>
    (await (await app.request('/openapi.json', {}, connection)).json()) as OpenApiDocument
  await ask(gone)
  const { paths } = await ask()
  for (const name of ['pareto', 'statistics']) {
    const { responses } = paths[`/v1/instances/{instance}/${name}`]?.['get'] ?? {}
    const examples = responses?.['200']?.content?.['application/json']?.examples ?? {}
    expect(Object.keys(examples), name).not.toStrictEqual([])
  }
})

test.each([
  [429, false],
  [499, false],
  [503, false],
  [404, true],
])('an example refused with %i is refused for good: %s', async (status, complete) => {
  const context = contextFor(await exampleServed())
  const refused = Object.defineProperty({ ...context.release }, 'instances', {
    get: () => {
      throw new ApiError('not_evaluated', 'Not now.', { status })
    },
  })
  expect(await answerExamples({ ...context, release: refused })).toMatchObject({ complete })
})

test('the examples show the files of the release once it is exported', async () => {
  const [example, root] = [await exampleServed(), exportFolder()]
  const folders = releaseFolders(root)
  const list = async () => [
    { id: EXAMPLE_RELEASE, publishedAt: example.release.publishedAt, instances: [] },
  ]
  const app = buildApp(() => ({ ...example, releases: { list, folders } }), memoryLog())
  const filesShown = async () => {
    const document = (await (await app.request('/openapi.json')).json()) as OpenApiDocument
    const shown = (path: string) => {
      const { content } = document.paths[path]?.['get']?.responses['200'] ?? {}
      return Object.values(content?.['application/json']?.examples ?? {})[0]?.value
    }
    const { results } = shown('/v1/releases') as { results: { files: number }[] }
    const { files } = shown('/v1/releases/{release}') as { files: object[] }
    return [results[0]?.files, files.length]
  }
  expect(await filesShown()).toStrictEqual([0, 0])
  const { manifest } = await exportSmall({ folder: root, formats: ['csv'] })
  expect(await filesShown()).toStrictEqual([manifest.files.length, 2])
})

test('HEAD gives the headers of a page and no body', async () => {
  const app = await exampleApp()
  const headers = { Accept: 'text/html' }
  for (const path of ['/', '/docs', '/docs/api', '/docs/errors/internal', '/docs/style.css']) {
    const [get, head] = [
      await app.request(path, { headers }),
      await app.request(path, { method: 'HEAD', headers }),
    ]
    expect([head.status, await head.text()]).toStrictEqual([200, ''])
    for (const name of ['Content-Type', 'ETag', 'Cache-Control', 'Content-Security-Policy']) {
      expect(head.headers.get(name), `${path} ${name}`).toBe(get.headers.get(name))
    }
  }
})
