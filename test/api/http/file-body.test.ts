import {
  appendFileSync,
  existsSync,
  readdirSync,
  readlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildApp } from '../../../api/http/app.ts'
import { releaseFolders } from '../../../api/http/files/release-folders.ts'
import { type RunningServer, serve } from '../../../api/http/server.ts'
import { exportFolder, exportSmall, smallRelease } from '../../support/exported.ts'
import { memoryLog, testServed } from '../../support/served.ts'
import { until } from '../../support/until.ts'

// As large as no buffer of a socket is.
const SIZE_BYTES = 256 * 2 ** 20
const NAME = 'space-1.bin'

const root = exportFolder()
const log = memoryLog()
let server: RunningServer

beforeAll(async () => {
  const releases = { list: async () => [], folders: releaseFolders(root) }
  const served = { ...(await testServed()), releases }
  server = await serve(
    buildApp(() => served, log),
    { port: 0, host: '127.0.0.1' },
  )
})
afterAll(() => server.close())

const get = (path: string, init: RequestInit = {}) =>
  fetch(`http://127.0.0.1:${server.port}/v1/releases/${path}`, init)

/** A release with a large file of holes, which takes no place on the disk. */
async function withHoles(id: string) {
  const release = { ...smallRelease(), id }
  const { folder, manifest } = await exportSmall({ folder: root, formats: ['csv'], release })
  const path = join(folder, NAME)
  truncateSync(path, SIZE_BYTES)
  const files = manifest.files.map((file) =>
    file.name === NAME ? { ...file, sizeBytes: SIZE_BYTES } : file,
  )
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ ...manifest, files }))
  return { folder, path }
}

/** Files of a folder that this process has open. */
function openFiles(folder: string): string[] {
  const links = readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)]
    } catch {
      return [] // the one that lists them
    }
  })
  return links.filter((path) => path.startsWith(folder))
}

test('a large file that a client reads slowly is not read into memory', async () => {
  const id = 'r555555555555'
  await withHoles(id)
  const controller = new AbortController()
  const before = process.memoryUsage().arrayBuffers
  const response = await get(`${id}/${NAME}`, { signal: controller.signal })
  const reader = response.body?.getReader()
  await reader?.read()
  await new Promise((resolve) => setTimeout(resolve, 500))
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(SIZE_BYTES / 4)
  controller.abort()
  await expect(reader?.closed).rejects.toThrow()
})

test('a file that becomes shorter while it is sent closes the connection, and a JSON line says so', async () => {
  const id = 'r666666666666'
  const { path } = await withHoles(id)
  log.lines.length = 0
  const response = await get(`${id}/${NAME}`)
  const reader = response.body?.getReader()
  await reader?.read()
  truncateSync(path, 2 ** 20)
  const readAll = async () => {
    while ((await reader?.read())?.done === false);
  }
  await expect(readAll()).rejects.toThrow()
  const requestId = response.headers.get('X-Request-Id')
  const message = expect.stringContaining(`${path} ends after`)
  expect(log.lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({
      level: 'error',
      event: 'internal',
      requestId,
      error: expect.objectContaining({ message }),
    }),
  ])
})

test.skipIf(!existsSync('/proc/self/fd'))(
  'no file stays open that is refused, read to its end, or cut off by its client',
  async () => {
    const id = 'r777777777777'
    const { folder, path } = await withHoles(id)
    appendFileSync(join(folder, 'architectures.csv.gz'), 'x')
    expect((await get(`${id}/architectures.csv.gz`)).status).toBe(500)
    expect((await (await get(`${id}/README.md`)).text()).length).toBeGreaterThan(100)
    const controller = new AbortController()
    const cut = await get(`${id}/${NAME}`, { signal: controller.signal })
    await cut.body?.getReader().read()
    expect(openFiles(folder)).toEqual([path])
    controller.abort()
    await until(() => openFiles(folder).length === 0)
  },
)
