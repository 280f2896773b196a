import { edgeBit, VERTICES_MAX } from './cell.ts'
import { md5Blocks } from './md5.ts'
import { LANES, type Md5Lanes, md5Lanes } from './md5-lanes.ts'

// What is kept of a digest: its 4 words as big-endian numbers, whose order is that of its text, and
// the 8 words of its hexadecimal text, of which the next digest is made.
const DIGEST_WORDS = 4
const TEXT_WORDS = 8
const HEX = Uint16Array.from({ length: 256 }, (_, byte) => {
  const text = byte.toString(16).padStart(2, '0')
  return text.charCodeAt(0) | (text.charCodeAt(1) << 8)
})

const [INPUT_LABEL, OUTPUT_LABEL] = [-1, -2]
const PIPE = 0x7c
const END = 0x80 // the first byte of MD5's padding
const [OPENING, BETWEEN, CLOSING] = [0x275b, 0x27202c27, 0x5d27] // [' and ', ' and ']

/** Colours of the vertices; word `w` of vertex `v` in lane `l` is at (v × words + w) × lanes + l. */
interface Colours {
  readonly digests: Uint32Array
  readonly texts: Int32Array
}

interface Edges {
  readonly vertices: number
  readonly adjacency: number
}

/** Vertices with an edge to, and from, each vertex. */
interface Neighbours {
  readonly from: readonly (readonly number[])[]
  readonly to: readonly (readonly number[])[]
}

/**
 * Writes the module hashes of cells with the same edges, each as 4 big-endian words.
 * @param operations of each cell, as in `Cell`
 */
export type WriteModuleHashes = (
  edges: Edges,
  operations: readonly number[],
  out: Uint32Array,
  at: number,
) => void

/**
 * Hashes many cells: what `moduleHash` gives of each, in a fraction of the time. Cells with the same
 * edges have messages of the same length, so four go through MD5 at once.
 */
export function moduleHashes(): WriteModuleHashes {
  const md5 = md5Lanes()
  const initial: Int32Array[] = []
  const sorted = new Int32Array(VERTICES_MAX)
  const coloursOf = (): Colours => ({
    digests: new Uint32Array(VERTICES_MAX * DIGEST_WORDS * LANES),
    texts: new Int32Array(VERTICES_MAX * TEXT_WORDS * LANES),
  })
  let now = coloursOf()
  let next = coloursOf()

  function begin(edges: Edges, { from, to }: Neighbours, lane: number, operations: number): void {
    let rest = operations
    for (let vertex = edges.vertices - 1; vertex >= 0; vertex--) {
      const isInner = vertex > 0 && vertex < edges.vertices - 1
      const label = isInner ? rest % 3 : vertex === 0 ? INPUT_LABEL : OUTPUT_LABEL
      if (isInner) rest = (rest - label) / 3
      const outDegree = (to[vertex] as readonly number[]).length
      const inDegree = (from[vertex] as readonly number[]).length
      const key = (outDegree * 8 + inDegree) * 8 + label - OUTPUT_LABEL
      const digest = initial[key] ?? digestOf(`(${outDegree}, ${inDegree}, ${label})`)
      initial[key] = digest
      for (let word = 0; word < DIGEST_WORDS; word++) {
        storeWord(now, vertex * DIGEST_WORDS + word, lane, digest[word] as number)
      }
    }
  }

  function round({ from, to }: Neighbours): void {
    for (let vertex = 0; vertex < from.length; vertex++) {
      const sources = from[vertex] as readonly number[]
      const targets = to[vertex] as readonly number[]
      for (let lane = 0; lane < LANES; lane++) {
        let word = 0
        sort(now.digests, sources, lane, sorted)
        for (let i = 0; i < sources.length; i++) {
          word = append(md5.words, word, now.texts, sorted[i] as number, lane)
        }
        let carried = PIPE
        sort(now.digests, targets, lane, sorted)
        for (let i = 0; i < targets.length; i++) {
          carried = appendAfter(8, carried, md5.words, word, now.texts, sorted[i] as number, lane)
          word += TEXT_WORDS
        }
        carried |= PIPE << 8
        carried = appendAfter(16, carried, md5.words, word, now.texts, vertex, lane)
        word += TEXT_WORDS
        md5.words[word * LANES + lane] = carried | (END << 16)
      }
      const bytes = (sources.length + targets.length + 1) * TEXT_WORDS * 4 + 2
      md5.digest(padded(md5.words, bytes))
      store(md5, next, vertex)
    }
    const before = now
    now = next
    next = before
  }

  function finish(all: readonly number[]): void {
    let word = 0
    for (let lane = 0; lane < LANES; lane++) {
      word = 0
      let carried = OPENING
      sort(now.digests, all, lane, sorted)
      for (let i = 0; i < all.length; i++) {
        if (i > 0) {
          md5.words[word++ * LANES + lane] = carried | (BETWEEN << 16)
          carried = BETWEEN >>> 16
        }
        carried = appendAfter(16, carried, md5.words, word, now.texts, sorted[i] as number, lane)
        word += TEXT_WORDS
      }
      md5.words[word++ * LANES + lane] = carried | (CLOSING << 16)
      md5.words[word * LANES + lane] = END
    }
    md5.digest(padded(md5.words, word * 4))
  }

  return (edges, operations, out, at) => {
    const all = Array.from({ length: edges.vertices }, (_, vertex) => vertex)
    const hasEdge = (x: number, y: number) =>
      x < y && ((edges.adjacency >>> edgeBit(x, y)) & 1) === 1
    const neighbours = {
      from: all.map((y) => all.filter((x) => hasEdge(x, y))),
      to: all.map((x) => all.filter((y) => hasEdge(x, y))),
    }
    for (let first = 0; first < operations.length; first += LANES) {
      const last = operations.length - 1
      for (let lane = 0; lane < LANES; lane++) {
        begin(edges, neighbours, lane, operations[Math.min(first + lane, last)] as number)
      }
      for (let step = 0; step < edges.vertices; step++) round(neighbours)
      finish(all)
      for (let lane = 0; lane < LANES && first + lane <= last; lane++) {
        for (let word = 0; word < DIGEST_WORDS; word++) {
          const place = at + (first + lane) * DIGEST_WORDS + word
          out[place] = reversed(md5.digests[word * LANES + lane] as number)
        }
      }
    }
  }
}

/** The digest of a message of at most 55 characters. */
function digestOf(message: string): Int32Array {
  const block = new Uint8Array(64)
  block.set([...new TextEncoder().encode(message), END])
  const words = new Int32Array(block.buffer)
  words[14] = message.length * 8
  const digest = new Int32Array(DIGEST_WORDS)
  md5Blocks(words, 1, digest)
  return digest
}

/** With the bytes in the other order. */
function reversed(word: number): number {
  const pairs = ((word & 0xff00ff) << 8) | ((word >>> 8) & 0xff00ff)
  return ((pairs << 16) | (pairs >>> 16)) >>> 0
}

function storeWord({ digests, texts }: Colours, place: number, lane: number, word: number): void {
  digests[place * LANES + lane] = reversed(word)
  const text = place * 2 * LANES + lane
  texts[text] = (HEX[word & 255] as number) | ((HEX[(word >>> 8) & 255] as number) << 16)
  texts[text + LANES] = (HEX[(word >>> 16) & 255] as number) | ((HEX[word >>> 24] as number) << 16)
}

function store({ digests }: Md5Lanes, colours: Colours, vertex: number): void {
  for (let word = 0; word < DIGEST_WORDS; word++) {
    for (let lane = 0; lane < LANES; lane++) {
      const value = digests[word * LANES + lane] as number
      storeWord(colours, vertex * DIGEST_WORDS + word, lane, value)
    }
  }
}

/** Writes the length into the last block, and zeros before it. @returns how many blocks there are */
function padded(words: Int32Array, bytes: number): number {
  const blocks = ((bytes + 8) >>> 6) + 1
  const length = (blocks * 16 - 2) * LANES
  words.fill(0, ((bytes >>> 2) + 1) * LANES, length)
  words.fill(bytes * 8, length, length + LANES)
  words.fill(0, length + LANES, length + 2 * LANES)
  return blocks
}

/** Vertices by their colours, ascending. */
function sort(
  digests: Uint32Array,
  vertices: readonly number[],
  lane: number,
  out: Int32Array,
): void {
  for (let i = 0; i < vertices.length; i++) {
    const vertex = vertices[i] as number
    let at = i - 1
    for (; at >= 0 && isBefore(digests, vertex, out[at] as number, lane); at--) {
      out[at + 1] = out[at] as number
    }
    out[at + 1] = vertex
  }
}

function isBefore(digests: Uint32Array, left: number, right: number, lane: number): boolean {
  for (let word = 0; word < DIGEST_WORDS; word++) {
    const own = digests[(left * DIGEST_WORDS + word) * LANES + lane] as number
    const other = digests[(right * DIGEST_WORDS + word) * LANES + lane] as number
    if (own !== other) return own < other
  }
  return false
}

/** @returns the word after it */
function append(
  words: Int32Array,
  word: number,
  texts: Int32Array,
  vertex: number,
  lane: number,
): number {
  const from = vertex * TEXT_WORDS * LANES + lane
  const to = word * LANES + lane
  for (let at = 0; at < TEXT_WORDS * LANES; at += LANES) words[to + at] = texts[from + at] as number
  return word + TEXT_WORDS
}

/**
 * Appends a text where some bytes of the word are written already.
 * @param bits of them
 * @returns the bytes of the text that are left for the next word
 */
function appendAfter(
  bits: number,
  carried: number,
  words: Int32Array,
  word: number,
  texts: Int32Array,
  vertex: number,
  lane: number,
): number {
  const from = vertex * TEXT_WORDS * LANES + lane
  const to = word * LANES + lane
  let left = carried
  for (let at = 0; at < TEXT_WORDS * LANES; at += LANES) {
    const text = texts[from + at] as number
    words[to + at] = left | (text << bits)
    left = text >>> (32 - bits)
  }
  return left
}
