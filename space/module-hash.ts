import { type Cell, hasEdge, labelsOf } from './cell.ts'
import { md5Blocks } from './md5.ts'

const PIPE = 0x7c
const MESSAGE_BYTES_MAX = 320

// The hexadecimal text of a digest is what the next digest is made of, so digests are kept as the
// 8 words of their text. `HEX` gives the two characters of a byte.
const HEX = Int32Array.from({ length: 256 }, (_, byte) => {
  const text = byte.toString(16).padStart(2, '0')
  return text.charCodeAt(0) | (text.charCodeAt(1) << 8)
})

const message = new Int32Array(MESSAGE_BYTES_MAX / 4)
const bytes = new Uint8Array(message.buffer)
const digest = new Int32Array(4)
let length = 0

function finish(): void {
  const words = ((length + 8) >>> 6) * 16 + 16
  bytes[length] = 0x80
  bytes.fill(0, length + 1, words * 4)
  message[words - 2] = length * 8
  md5Blocks(message, words / 16, digest)
}

function appendText(text: string): void {
  for (let at = 0; at < text.length; at++) bytes[length++] = text.charCodeAt(at)
}

function appendColour(colours: Uint8Array, vertex: number): void {
  const from = vertex * 32
  for (let at = 0; at < 32; at++) bytes[length + at] = colours[from + at] as number
  length += 32
}

function storeColour(colours: Int32Array, vertex: number): void {
  for (let word = 0; word < 4; word++) {
    const value = digest[word] as number
    colours[vertex * 8 + word * 2] =
      (HEX[value & 255] as number) | ((HEX[(value >>> 8) & 255] as number) << 16)
    colours[vertex * 8 + word * 2 + 1] =
      (HEX[(value >>> 16) & 255] as number) | ((HEX[value >>> 24] as number) << 16)
  }
}

// Order of the hexadecimal texts, byte by byte; equal texts mostly differ in their first byte.
function before(colours: Uint8Array, left: number, right: number): boolean {
  for (let at = 0; at < 32; at++) {
    const difference = (colours[left * 32 + at] as number) - (colours[right * 32 + at] as number)
    if (difference !== 0) return difference < 0
  }
  return false
}

function sortVertices(colours: Uint8Array, vertices: Int32Array, count: number): void {
  for (let i = 1; i < count; i++) {
    const vertex = vertices[i] as number
    let at = i - 1
    for (; at >= 0 && before(colours, vertex, vertices[at] as number); at--) {
      vertices[at + 1] = vertices[at] as number
    }
    vertices[at + 1] = vertex
  }
}

let now = new Int32Array(7 * 8)
let next = new Int32Array(7 * 8)
let nowBytes = new Uint8Array(now.buffer)
let nextBytes = new Uint8Array(next.buffer)
const neighbours = new Int32Array(7)

function swap(): void {
  const words = now
  now = next
  next = words
  const texts = nowBytes
  nowBytes = nextBytes
  nextBytes = texts
}

function appendSorted(count: number): void {
  sortVertices(nowBytes, neighbours, count)
  for (let i = 0; i < count; i++) appendColour(nowBytes, neighbours[i] as number)
}

/**
 * Digest of the cell as in NASBench-101 (Ying et al. 2019, nasbench/lib/graph_util.py, hash_module):
 * every vertex starts from the MD5 of its "(out-degree, in-degree, label)", is replaced as often as
 * there are vertices by the MD5 of its sorted in-neighbours, sorted out-neighbours and itself, and
 * the cell's hash is the MD5 of the sorted list of its vertices. Equal for isomorphic cells.
 */
function digestOf(cell: Cell, labels: readonly number[]): void {
  const { vertices } = cell
  for (let vertex = 0; vertex < vertices; vertex++) {
    let outDegree = 0
    let inDegree = 0
    for (let other = 0; other < vertices; other++) {
      if (hasEdge(cell, vertex, other)) outDegree++
      if (hasEdge(cell, other, vertex)) inDegree++
    }
    const label = vertex === 0 ? -1 : vertex === vertices - 1 ? -2 : labels[vertex - 1]
    length = 0
    appendText(`(${outDegree}, ${inDegree}, ${label})`)
    finish()
    storeColour(now, vertex)
  }
  for (let round = 0; round < vertices; round++) {
    for (let vertex = 0; vertex < vertices; vertex++) {
      length = 0
      let count = 0
      for (let from = 0; from < vertex; from++) {
        if (hasEdge(cell, from, vertex)) neighbours[count++] = from
      }
      appendSorted(count)
      bytes[length++] = PIPE
      count = 0
      for (let to = vertex + 1; to < vertices; to++) {
        if (hasEdge(cell, vertex, to)) neighbours[count++] = to
      }
      appendSorted(count)
      bytes[length++] = PIPE
      appendColour(nowBytes, vertex)
      finish()
      storeColour(next, vertex)
    }
    swap()
  }
  for (let vertex = 0; vertex < vertices; vertex++) neighbours[vertex] = vertex
  sortVertices(nowBytes, neighbours, vertices)
  length = 0
  for (let i = 0; i < vertices; i++) {
    appendText(i === 0 ? "['" : "', '")
    appendColour(nowBytes, neighbours[i] as number)
  }
  appendText("']")
  finish()
}

/** NASBench-101's module hash: 32 hexadecimal digits, the same for every isomorphic form. */
export function moduleHash(cell: Cell): string {
  digestOf(cell, labelsOf(cell))
  let text = ''
  for (let byte = 0; byte < 16; byte++) {
    const value = ((digest[byte >>> 2] as number) >>> ((byte & 3) * 8)) & 255
    text += value.toString(16).padStart(2, '0')
  }
  return text
}
