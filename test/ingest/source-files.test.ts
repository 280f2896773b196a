import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import type { CatalogueFile } from '../../ingest/catalogue-file.ts'
import { locate, locateAll, type SourcePlaces } from '../../ingest/source-files.ts'
import { BUILT_IN, KNOWN } from '../support/built-in.ts'
import { sourcesFolder } from '../support/sources.ts'
import { recordingReporter, temporaryFolder, written } from './helpers.ts'

const CONTENT = Buffer.from('measurements\n'.repeat(5000))

const FILE: CatalogueFile = {
  name: 'measurements.txt',
  sha256: createHash('sha256').update(CONTENT).digest('hex'),
  sizeBytes: CONTENT.length,
  url: 'http://127.0.0.1:9/measurements.txt',
  title: 'Measurements',
  licence: 'MIT',
  attribution: 'nobody',
}

function places(changes: Partial<SourcePlaces> = {}): SourcePlaces {
  return { folders: [], reporter: recordingReporter(), download: false, ...changes }
}

/** A loopback server; gives its base address and the requests it got. */
async function served(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const requests: IncomingMessage[] = []
  const server = createServer((request, response) => {
    requests.push(request)
    answer(request, response)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { mirror: `http://127.0.0.1:${port}/`, requests }
}

function rangeStart(request: IncomingMessage): number {
  return Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
}

/** Serves the content with Range; the first answer may end early. */
function ranged(content: Buffer, firstLength = content.length) {
  let length = firstLength
  return (request: IncomingMessage, response: ServerResponse) => {
    const start = rangeStart(request)
    const headers = {
      'content-length': String(content.length - start),
      ...(start > 0 && {
        'content-range': `bytes ${start}-${content.length - 1}/${content.length}`,
      }),
    }
    response.writeHead(start > 0 ? 206 : 200, headers)
    response.write(content.subarray(start, start + length), () => {
      // A while later, so that the client has read what was sent before the connection breaks.
      if (start + length < content.length) setTimeout(() => response.destroy(), 200)
      else response.end()
      length = content.length
    })
  }
}

let folder = ''
afterEach(() => {
  folder = ''
})
function target(): string {
  folder ||= temporaryFolder()
  return join(folder, FILE.name)
}

describe('locate in folders', () => {
  it('finds a file at any of five depths by its name and digest', async () => {
    const root = temporaryFolder()
    const deep = join(root, 'a/b/c/d/e')
    mkdirSync(deep, { recursive: true })
    const path = written(deep, FILE.name, CONTENT)
    expect(await locate(FILE, places({ folders: [root] }))).toEqual({
      status: 'found',
      local: {
        path,
        file: {
          name: FILE.name,
          sha256: FILE.sha256,
          sizeBytes: CONTENT.length,
          url: FILE.url,
          title: 'Measurements',
          licence: 'MIT',
          attribution: 'nobody',
        },
      },
    })
  })

  it('does not look deeper, into hidden folders or through links to folders', async () => {
    const root = temporaryFolder()
    const elsewhere = temporaryFolder()
    for (const path of ['a/b/c/d/e/f', '.hidden', 'node_modules']) {
      mkdirSync(join(root, path), { recursive: true })
      written(join(root, path), FILE.name, CONTENT)
    }
    written(elsewhere, FILE.name, CONTENT)
    symlinkSync(elsewhere, join(root, 'link'))
    expect(await locate(FILE, places({ folders: [root] }))).toMatchObject({ status: 'absent' })
  })

  it('takes the copy with the right digest where another has the name too', async () => {
    const [first, second] = [temporaryFolder(), temporaryFolder()]
    written(first, FILE.name, 'another file')
    const path = written(second, FILE.name, CONTENT)
    const located = await locate(FILE, places({ folders: [first, second] }))
    expect(located).toMatchObject({ status: 'found', local: { path } })
  })

  it('refuses a file of the right name with another digest and says what to do', async () => {
    const root = temporaryFolder()
    const changed = Buffer.from(CONTENT)
    changed[100] = 0
    const path = written(root, FILE.name, changed)
    const found = createHash('sha256').update(changed).digest('hex')
    await expect(locate(FILE, places({ folders: [root] }))).rejects.toMatchObject({
      name: 'IngestError',
      file: FILE.name,
      reason: `expected the sha256 ${FILE.sha256}, but ${path} has the sha256 ${found}`,
      fix: expect.stringContaining(`downloaded again from ${FILE.url}`),
    })
  })

  it('says where it looked when the file is absent', async () => {
    expect(await locate(FILE, places({ folders: ['/nonexistent'] }))).toEqual({
      status: 'absent',
      reason: 'measurements.txt is not in /nonexistent, and it was not downloaded.',
    })
    const unpublished = { ...FILE, url: null }
    const located = await locate(unpublished, places({ folders: ['/nonexistent'], download: true }))
    expect(located).toMatchObject({ reason: expect.stringContaining('has no download of it') })
  })
})

describe('locate with a download', () => {
  it('downloads into the first folder, from the mirror with the name of the file', async () => {
    const server = await served(ranged(CONTENT))
    const path = target()
    const located = await locate(
      FILE,
      places({ folders: [folder], download: true, mirror: server.mirror }),
    )
    expect(located).toMatchObject({ status: 'found', local: { path } })
    expect(readFileSync(path)).toEqual(CONTENT)
    expect(existsSync(`${path}.part`)).toBe(false)
    expect(server.requests.map(({ url }) => url)).toEqual(['/measurements.txt'])
  })

  it('takes up what an earlier try left', async () => {
    const server = await served(ranged(CONTENT))
    const path = target()
    written(folder, `${FILE.name}.part`, CONTENT.subarray(0, 1234))
    await locate(FILE, places({ folders: [folder], download: true, mirror: server.mirror }))
    expect(server.requests[0]?.headers.range).toBe('bytes=1234-')
    expect(readFileSync(path)).toEqual(CONTENT)
  })

  it('goes on where a connection broke off', async () => {
    const server = await served(ranged(CONTENT, 20_000))
    const path = target()
    await locate(FILE, places({ folders: [folder], download: true, mirror: server.mirror }))
    expect(server.requests.length).toBe(2)
    expect(server.requests[1]?.headers.range).toBe('bytes=20000-')
    expect(readFileSync(path)).toEqual(CONTENT)
  })

  it('starts anew where the server knows no ranges', async () => {
    const server = await served((_, response) => response.end(CONTENT))
    const path = target()
    written(folder, `${FILE.name}.part`, 'something else')
    await locate(FILE, places({ folders: [folder], download: true, mirror: server.mirror }))
    expect(readFileSync(path)).toEqual(CONTENT)
  })

  it('refuses and deletes a download with another digest', async () => {
    const other = Buffer.from(CONTENT).fill('x', 0, 10)
    const server = await served(ranged(other))
    const path = target()
    const found = createHash('sha256').update(other).digest('hex')
    await expect(
      locate(FILE, places({ folders: [folder], download: true, mirror: server.mirror })),
    ).rejects.toMatchObject({
      name: 'IngestError',
      reason: `the downloaded file has the sha256 ${found} where ${FILE.sha256} is expected`,
    })
    expect(existsSync(path)).toBe(false)
    expect(existsSync(`${path}.part`)).toBe(false)
  })

  async function reasonOfAbsence(
    answer: (request: IncomingMessage, response: ServerResponse) => void,
  ): Promise<{ reason: string; requests: number }> {
    const { mirror, requests } = await served(answer)
    target()
    const limits = { stallMs: 300, totalMs: 5000, attempts: 2 }
    const located = await locate(
      FILE,
      places({ folders: [folder], download: true, mirror, limits }),
    )
    expect(existsSync(target())).toBe(false)
    if (located.status === 'found') throw new Error('it was found')
    return { reason: located.reason, requests: requests.length }
  }

  it('reports a missing file at once', async () => {
    const { reason, requests } = await reasonOfAbsence((_, response) => {
      response.writeHead(404).end()
    })
    expect(reason).toContain('/measurements.txt: the server answers 404 Not Found')
    expect(requests).toBe(1)
  })

  it('asks again after a failure of the server', async () => {
    const { reason, requests } = await reasonOfAbsence((_, response) => {
      response.writeHead(503).end()
    })
    expect(reason).toContain('the server answers 503 Service Unavailable')
    expect(requests).toBe(2)
  })

  it('gives up a server that stalls', async () => {
    const { reason } = await reasonOfAbsence((request, response) => {
      const start = rangeStart(request)
      response.writeHead(start > 0 ? 206 : 200, {
        'content-length': String(CONTENT.length - start),
        ...(start > 0 && {
          'content-range': `bytes ${start}-${CONTENT.length - 1}/${CONTENT.length}`,
        }),
      })
      response.write(CONTENT.subarray(start, start + 1000))
    })
    expect(reason).toContain('no byte came for 0.3 seconds')
  })

  it('gives up a file that is larger than it must be', async () => {
    const { reason } = await reasonOfAbsence((_, response) => {
      response.end(Buffer.concat([CONTENT, CONTENT]))
    })
    expect(reason).toContain(`more than the ${CONTENT.length} bytes of the file`)
  })

  it('reports a truncated file whose rest never comes', async () => {
    const { reason } = await reasonOfAbsence((_, response) => {
      response.end(CONTENT.subarray(0, 1000))
    })
    expect(reason).toContain(`the connection ended after 1000 of ${CONTENT.length} bytes`)
  })

  it('reports that nothing answers', async () => {
    target()
    const located = await locate(FILE, places({ folders: [folder], download: true }))
    expect(located).toMatchObject({ reason: expect.stringContaining(`${FILE.url}: fetch failed`) })
  })
})

describe('the files of the built-in instances', () => {
  it('are named once each, at a pinned address', () => {
    const names = KNOWN.files.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    for (const { url, sha256 } of KNOWN.files) {
      expect(sha256).toMatch(/^[0-9a-f]{64}$/)
      if (url?.includes('github')) expect(url).toMatch(/\/[0-9a-f]{40}\//)
    }
  })

  it.skipIf(!sourcesFolder)('have the digests and sizes of the published files', async () => {
    const folders = [sourcesFolder ?? '']
    const atHand = BUILT_IN.filter(({ id }) => id !== 'cifar10')
    expect(atHand.length).toBeGreaterThan(4)
    for (const { files } of atHand) {
      const located = await locateAll(files, places({ folders }))
      if (located.status === 'absent') throw new Error(located.reason)
      const sizes = Object.values(located.locals).map(({ file: { name, sizeBytes } }) => [
        name,
        sizeBytes,
      ])
      expect(sizes).toEqual(Object.values(files).map(({ name, sizeBytes }) => [name, sizeBytes]))
    }
  })
})
