import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, expect, it } from 'vitest'
import { nearestBytes, nearestDigest, readNearest } from '../../surrogate/nearest-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'eo-nas-bench-nearest-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const path = join(folder, '1.nearest.gz')
const columns = [Uint8Array.of(0, 1, 2, 3), Uint8Array.of(1, 0, 255, 1)]
const expected = { sha256: nearestDigest(columns), budgets: 2, size: 4 }

it('reads the distances that were written, one column a budget', async () => {
  writeFileSync(path, nearestBytes(columns))
  expect(await readNearest(path, expected)).toEqual(columns)
})

it('refuses a file that is damaged, too short or too long for its card', async () => {
  const refused = (bytes: Uint8Array) => {
    writeFileSync(path, bytes)
    return expect(readNearest(path, expected)).rejects
  }
  await refused(gzipSync(Uint8Array.of(0, 1, 2, 3, 1, 0, 255, 2))).toThrow(/what the card says/)
  await refused(gzipSync(Uint8Array.of(0, 1))).toThrow(/what the card says/)
  await refused(gzipSync(new Uint8Array(1e6))).toThrow()
  await refused(Uint8Array.of(1, 2, 3)).toThrow()
})
