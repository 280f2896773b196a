import { createHash } from 'node:crypto'
import { buildSpace } from '../space/build-space.ts'
import { type Cell, matrixOf, operationsOf, parseCell } from '../space/cell.ts'
import { isomorphicForms } from '../space/isomorphic-forms.ts'
import { sampleUniform } from '../space/sample.ts'
import { decodeSpace, encodeSpace } from '../space/space-encoding.ts'
import { machineLine } from './machine.ts'

// How long the space takes to build and to load, and one look-up. The rival is a look-up that
// hashes with the platform's MD5 and asks a Map, as code without the table would.

function seconds(run: () => void): number {
  const start = performance.now()
  run()
  return (performance.now() - start) / 1000
}

function medianNanoseconds(calls: number, call: (at: number) => void): number {
  const blocks: number[] = []
  const size = 1000
  for (let block = 0; block < calls / size; block++) {
    const start = performance.now()
    for (let at = 0; at < size; at++) call(block * size + at)
    blocks.push(((performance.now() - start) * 1e6) / size)
  }
  return blocks.sort((a, b) => a - b)[Math.floor(blocks.length / 2)] ?? Number.NaN
}

const md5 = (text: string) => createHash('md5').update(text).digest('hex')

function platformHash(matrix: number[][], operations: string[]): string {
  const labels = new Map([
    ['input', -1],
    ['output', -2],
    ['conv3x3-bn-relu', 0],
    ['conv1x1-bn-relu', 1],
    ['maxpool3x3', 2],
  ])
  const all = [...matrix.keys()]
  const from = all.map((v) => all.filter((w) => matrix[w]?.[v] === 1))
  const to = all.map((v) => all.filter((w) => matrix[v]?.[w] === 1))
  let hashes = all.map((v) =>
    md5(`(${to[v]?.length}, ${from[v]?.length}, ${labels.get(operations[v] ?? '')})`),
  )
  const join = (vertices: number[] | undefined) =>
    (vertices ?? [])
      .map((v) => hashes[v])
      .sort()
      .join('')
  for (const _ of all) hashes = all.map((v) => md5(`${join(from[v])}|${join(to[v])}|${hashes[v]}`))
  return md5(
    `[${hashes
      .sort()
      .map((hash) => `'${hash}'`)
      .join(', ')}]`,
  )
}

console.log(machineLine())
const started = performance.now()
let space = buildSpace()
const took = (performance.now() - started) / 1000
console.log(`enumerate, hash, sort: ${took.toFixed(1)} s on one core (budget 20 s)`)
const bytes = encodeSpace(space)
console.log(
  `load: ${seconds(() => (space = decodeSpace(bytes))).toFixed(3)} s (budget 1 s), ${bytes.length} bytes`,
)

const ids = sampleUniform(space, 20_000, 1)
const cells: Cell[] = ids.map((id) => isomorphicForms(space.cellOf(id)).at(-1) ?? space.cellOf(id))
const inputs = cells.map((cell) => ({ matrix: matrixOf(cell), operations: operationsOf(cell) }))
const hashes = ids.map((id) => space.hashOf(id))
const byHash = new Map(hashes.map((hash, at) => [hash, ids[at]]))
let wrong = 0
const at = (index: number) => index % ids.length
const tableLookUp = (index: number) => {
  const { matrix, operations } = inputs[at(index)] as (typeof inputs)[number]
  if (space.idOf(parseCell(matrix, operations).cell) !== ids[at(index)]) wrong++
}
const hashLookUp = (index: number) => {
  if (space.idOfHash(hashes[at(index)] as string) !== ids[at(index)]) wrong++
}
const rivalLookUp = (index: number) => {
  const { matrix, operations } = inputs[at(index)] as (typeof inputs)[number]
  if (byHash.get(platformHash(matrix, operations)) !== ids[at(index)]) wrong++
}
medianNanoseconds(200_000, tableLookUp)
const table = medianNanoseconds(2_000_000, tableLookUp)
const rival = medianNanoseconds(20_000, rivalLookUp)
console.log(`matrix and operations to id: ${table.toFixed(0)} ns at the median (budget 1000 ns)`)
console.log(`rival, hashing and a Map: ${rival.toFixed(0)} ns; ratio ${(rival / table).toFixed(0)}`)
console.log(`hash to id: ${medianNanoseconds(2_000_000, hashLookUp).toFixed(0)} ns at the median`)
if (wrong > 0) throw new Error(`${wrong} look-ups gave a wrong id`)
