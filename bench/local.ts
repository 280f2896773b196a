import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { openRelease } from '../client/open-release.ts'
import { machineLine } from './machine.ts'

// The TypeScript client's local mode on an exported release: opening, single numbers by hash and by
// matrix, whole answers, memory. RELEASE_FOLDER names the folder of the release; default: the newest
// under ./data/releases. The rival is the plainest index that there is: a Map from hash to number.

const LOOK_UPS = 1_000_000

function releaseFolder(): string | null {
  const named = process.env['RELEASE_FOLDER']
  if (named !== undefined && named !== '') return named
  const parent = join(process.env['DATA_FOLDER'] || './data', 'releases')
  if (!existsSync(parent)) return null
  const folders = readdirSync(parent)
    .map((name) => join(parent, name))
    .filter((folder) => existsSync(join(folder, 'manifest.json')))
  return folders.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0] ?? null
}

function timed<T>(run: () => T): { result: T; seconds: number } {
  const started = performance.now()
  const result = run()
  return { result, seconds: (performance.now() - started) / 1000 }
}

const perSecond = (count: number, seconds: number) =>
  `${Math.round(count / seconds).toLocaleString('en-GB')}/s`

const folder = releaseFolder()
if (folder === null) {
  console.error(
    'No exported release: npm run release -- export FOLDER --format parquet makes one; RELEASE_FOLDER names it.',
  )
  process.exit(1)
}
console.log(machineLine())
console.log(`Release ${folder}`)

for (const [instance, epochs] of [
  ['so2sat-lcz42', '108'],
  ['cifar10', '108'],
] as const) {
  const program = [join(import.meta.dirname, 'local-open.ts'), folder, instance, epochs]
  const { status } = spawnSync(process.execPath, [...process.execArgv, ...program], {
    stdio: 'inherit',
  })
  if (status !== 0) process.exit(1)
}

const bench = await openRelease(folder)
const { results } = await bench.sampleArchitectures({ count: 10_000, seed: 1 })
const hashes = results.map(({ hash }) => hash)
const cells = results.map(({ matrix, operations }) => ({ matrix, operations }))
const instance = 'so2sat-lcz42'
const accuracy = await bench.lookUp({ instance, value: 'validationAccuracy' })
const rival = new Map(hashes.map((hash) => [hash, accuracy.ofHash(hash)]))

function sumOf(numberOf: (at: number) => number | null | undefined): number {
  let sum = 0
  for (let at = 0; at < LOOK_UPS; at++) sum += numberOf(at % hashes.length) ?? 0
  return sum
}
const byHash = (at: number) => accuracy.ofHash(hashes[at] as string)
const byMatrix = (at: number) => {
  const { matrix, operations } = cells[at] as (typeof cells)[number]
  return accuracy.ofMatrix(matrix, operations)
}
const ofMap = (at: number) => rival.get(hashes[at] as string)
for (const [name, numberOf] of [
  ['look-up by hash', byHash],
  ['look-up by matrix', byMatrix],
  ['a Map of 10,000 hashes', ofMap],
] as const) {
  sumOf(numberOf)
  const { result, seconds } = timed(() => sumOf(numberOf))
  console.log(`${name}: ${perSecond(LOOK_UPS, seconds)} (sum ${result.toFixed(3)})`)
}

const batch = { instance, architectures: hashes.map((hash) => ({ hash })) }
await bench.query(batch)
const started = performance.now()
for (let round = 0; round < 20; round++) await bench.query(batch)
const seconds = (performance.now() - started) / 1000
console.log(`whole answers, 10,000 a query: ${perSecond(20 * hashes.length, seconds)}`)
