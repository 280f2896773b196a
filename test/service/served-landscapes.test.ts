import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openNeighbourGraph } from '../../db/neighbour-graph-file.ts'
import type { Release } from '../../fitness/release.ts'
import { LANDSCAPES_VERSION } from '../../landscape/landscapes-file.ts'
import { keepLandscapes, keptDerived, keptLandscapes } from '../../release/kept-landscapes.ts'
import { type Reporter, silentReporter } from '../../report/reporter.ts'
import { ServedLandscapes } from '../../service/served-landscapes.ts'
import { OPERATORS } from '../../space/neighbour-graph.ts'
import type { Space } from '../../space/space.ts'
import { plainInstance, tableOf } from '../support/served.ts'
import { testSpace } from '../support/space.ts'

const KEPT = join(tmpdir(), 'eo-nas-bench-test')
const MEASURED = 1200
let space: Space
let dataFolder: string

beforeAll(async () => {
  space = await testSpace()
  dataFolder = mkdtempSync(join(tmpdir(), 'eo-nas-bench-landscapes-'))
  for (const operator of OPERATORS) {
    await openNeighbourGraph(KEPT, space, operator)
    symlinkSync(join(KEPT, `${operator}-1.bin`), join(dataFolder, `${operator}-1.bin`))
  }
}, 120_000)
afterAll(() => rmSync(dataFolder, { recursive: true, force: true }))

/** Of which so many architectures were measured. */
function measured(id: string): Release {
  const rows = new Map(
    Array.from({ length: MEASURED }, (_, at) => [
      at * 300,
      [{ values: { 'kappa.test': (at % 97) / 100 } }],
    ]),
  )
  const instance = {
    instance: plainInstance,
    completeness: 'partial' as const,
    sources: [],
    surrogate: null,
    tables: [tableOf(plainInstance, 36, rows)],
  }
  return { id, publishedAt: '2025-01-01T00:00:00.000Z', instances: [instance] }
}

function opened(lines: string[] = [], signal = new AbortController().signal) {
  const reporter: Reporter = { ...silentReporter, info: (line) => lines.push(line) }
  return new ServedLandscapes({ dataFolder, reporter, signal })
}

test('landscapes are computed in another process, kept, and read by the next start', async () => {
  const id = 'r0000000000aa'
  const first = opened()
  const asked = () => first.access(id).landscapesOf(plainInstance.id)
  await expect(asked()).rejects.toMatchObject({ code: 'unavailable', extras: { progress: 0 } })
  await first.ensure(id, space, async () => measured(id))
  const found = (await asked()) ?? []
  expect(found.map(({ operator }) => operator)).toStrictEqual([...OPERATORS])
  for (const { measured: own, predicted } of found) {
    expect([own?.architectures, predicted]).toStrictEqual([MEASURED, null])
  }
  expect(await first.access(id).landscapesOf('another-instance')).toBeNull()
  const again = opened()
  await again.ensure(id, space, () => Promise.reject(new Error('it is kept')))
  expect(await again.access(id).landscapesOf(plainInstance.id)).toStrictEqual(found)
  const derived = await keptDerived(dataFolder, id, space)
  expect(derived?.landscapes.get(plainInstance.id)).toStrictEqual(found)
  expect(derived?.graph.size).toBe(space.size)
}, 120_000)

test('the landscapes of another release are not answered, and take the place of the first', async () => {
  const [first, second] = ['r0000000000ba', 'r0000000000bb']
  await keepLandscapes(dataFolder, first, new Map([[plainInstance.id, []]]))
  const served = opened()
  await served.ensure(first, space, async () => null)
  expect(await served.access(first).landscapesOf(plainInstance.id)).toStrictEqual([])
  await expect(served.access(second).landscapesOf(plainInstance.id)).rejects.toMatchObject({
    code: 'unavailable',
  })
  await keepLandscapes(dataFolder, second, new Map())
  expect(readdirSync(join(dataFolder, `landscapes-${LANDSCAPES_VERSION}`))).toStrictEqual([
    `${second}.json`,
  ])
  expect(await keptLandscapes(dataFolder, first)).toBeNull()
})

test('a computation that fails is reported and told to whoever asks; others are served on', async () => {
  const id = 'r0000000000ca'
  const lines: string[] = []
  const served = opened(lines)
  await served.ensure(id, space, async () => ({ ...measured(id), instances: [null as never] }))
  expect(lines).toStrictEqual([
    expect.stringContaining(`The landscapes of release ${id} are missing`),
  ])
  const told = served.access(id).landscapesOf(plainInstance.id)
  await expect(told).rejects.toThrow('could not be computed')
  expect(existsSync(join(dataFolder, `landscapes-${LANDSCAPES_VERSION}`, `${id}.json`))).toBe(false)
}, 60_000)

test('a stop cuts the computation off, and nothing half done is kept', async () => {
  const id = 'r0000000000da'
  const stopping = new AbortController()
  const lines: string[] = []
  const served = opened(lines, stopping.signal)
  const ensured = served.ensure(id, space, async () => {
    setTimeout(() => stopping.abort(new Error('stopped')), 300)
    return measured(id)
  })
  await ensured
  expect(lines).toStrictEqual([])
  expect(await keptLandscapes(dataFolder, id)).toBeNull()
}, 60_000)
