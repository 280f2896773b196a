/** MD5 of four messages at once; `md5Lanes` makes one. */
export interface Md5Lanes {
  /** The padded messages: little-endian word `w` of lane `l` is at `w * 4 + l`. */
  readonly words: Int32Array
  /** The digests, laid out likewise. */
  readonly digests: Int32Array
  /** @param blocks of 16 words, as many in each lane */
  digest(blocks: number): void
}

export const LANES = 4

// Part of every JavaScript engine, not of the language's own types.
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object) => { readonly exports: Readonly<Record<string, unknown>> }
}

const BLOCKS_MAX = 8
const WORD_BYTES = 16 // of all lanes
const DIGESTS_AT = BLOCKS_MAX * 16 * WORD_BYTES

/**
 * Assembles a WebAssembly function with vector instructions: four lanes take as long as one, and to
 * hash the space takes a quarter of the time of `md5Blocks`.
 */
export function md5Lanes(): Md5Lanes {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(moduleBytes()))
  const { buffer } = exports['memory'] as { readonly buffer: ArrayBuffer }
  return {
    words: new Int32Array(buffer, 0, BLOCKS_MAX * 16 * LANES),
    digests: new Int32Array(buffer, DIGESTS_AT, 4 * LANES),
    digest: exports['digest'] as (blocks: number) => void,
  }
}

// RFC 1321: the initial digest, the shifts of each round, and the integer part of 2^32 |sin(i)|.
const INITIAL = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]
const SHIFTS = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
] as const
const SINES = Array.from({ length: 64 }, (_, step) =>
  Math.floor(2 ** 32 * Math.abs(Math.sin(step + 1))),
)

// Locals of the function: how many blocks are left, where the next one is, and vectors.
const [LEFT, PLACE, SUM] = [0, 1, 2]
const STATE = [3, 4, 5, 6] // A, B, C and D of the RFC
const BEFORE = [7, 8, 9, 10]

// Instructions of the WebAssembly specification.
const get = (local: number) => [0x20, local]
const set = (local: number) => [0x21, local]
const tee = (local: number) => [0x22, local]
const int = (value: number) => [0x41, ...signedLeb(value)]
const addInts = [0x6a]
const vector = (code: number, ...rest: number[]) => [0xfd, ...leb(code), ...rest]
const load = (offset: number) => vector(0x00, 4, ...leb(offset))
const store = (offset: number) => vector(0x0b, 4, ...leb(offset))
const splat = (word: number) => {
  const bytes = [word & 255, (word >>> 8) & 255, (word >>> 16) & 255, (word >>> 24) & 255]
  return vector(0x0c, ...bytes, ...bytes, ...bytes, ...bytes)
}
const [not, or, xor, select] = [vector(0x4d), vector(0x50), vector(0x51), vector(0x52)]
const [shiftLeft, shiftRight, add] = [vector(0xab), vector(0xad), vector(0xae)]

function leb(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...leb(value >>> 7)]
}

function signedLeb(value: number): number[] {
  const isLast = value >= -64 && value < 64
  return isLast ? [value & 127] : [(value & 127) | 128, ...signedLeb(value >> 7)]
}

/** F, G, H or I of the RFC, and the word of the block that a step takes. */
function rounds(step: number, [b, c, d]: readonly [number, number, number]) {
  if (step < 16) return { mixed: [...get(c), ...get(d), ...get(b), ...select], word: step }
  if (step < 32) {
    return { mixed: [...get(b), ...get(c), ...get(d), ...select], word: (5 * step + 1) % 16 }
  }
  if (step < 48) {
    return {
      mixed: [...get(b), ...get(c), ...xor, ...get(d), ...xor],
      word: (3 * step + 5) % 16,
    }
  }
  return { mixed: [...get(d), ...not, ...get(b), ...or, ...get(c), ...xor], word: (7 * step) % 16 }
}

function stepCode(step: number): number[] {
  const names = [0, 1, 2, 3].map((place) => STATE[(place - step + 64) % 4] as number)
  const [a, b, c, d] = names as [number, number, number, number]
  const { mixed, word } = rounds(step, [b, c, d])
  const shift = (SHIFTS[step >> 4] as (typeof SHIFTS)[number])[step % 4] as number
  return [
    ...[...get(a), ...mixed, ...add, ...splat(SINES[step] as number), ...add],
    ...[...get(PLACE), ...load(word * WORD_BYTES), ...add, ...tee(SUM)],
    ...[...int(shift), ...shiftLeft, ...get(SUM), ...int(32 - shift), ...shiftRight, ...or],
    ...[...get(b), ...add, ...set(a)],
  ]
}

function functionCode(): number[] {
  const begin = INITIAL.flatMap((word, at) => [...splat(word), ...set(STATE[at] as number)])
  const keep = STATE.flatMap((local, at) => [...get(local), ...set(BEFORE[at] as number)])
  const steps = SINES.flatMap((_, step) => stepCode(step))
  const addUp = STATE.flatMap((local, at) => [
    ...[...get(local), ...get(BEFORE[at] as number), ...add, ...set(local)],
  ])
  const next = [
    ...[...get(PLACE), ...int(16 * WORD_BYTES), ...addInts, ...set(PLACE)],
    ...[...get(LEFT), ...int(-1), ...addInts, ...tee(LEFT), 0x0d, 0], // again while some are left
  ]
  const write = STATE.flatMap((local, at) => [
    ...[...int(DIGESTS_AT), ...get(local), ...store(at * WORD_BYTES)],
  ])
  const [loop, end, noResult, intType, vectorType] = [0x03, 0x0b, 0x40, 0x7f, 0x7b]
  const locals = [2, 1, intType, 1 + STATE.length + BEFORE.length, vectorType]
  return [
    ...locals,
    ...begin,
    ...[loop, noResult, ...keep, ...steps, ...addUp, ...next, end],
    ...write,
    end,
  ]
}

function moduleBytes(): Uint8Array<ArrayBuffer> {
  const name = (text: string) => [text.length, ...new TextEncoder().encode(text)]
  const section = (id: number, bytes: number[]) => [id, ...leb(bytes.length), ...bytes]
  const code = functionCode()
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 1, 0x7f, 0]), // a function of one integer that gives nothing
    ...section(3, [1, 0]),
    ...section(5, [1, 0, 1]), // a memory of one page
    ...section(7, [2, ...name('memory'), 2, 0, ...name('digest'), 0, 0]),
    ...section(10, [1, ...leb(code.length), ...code]),
  ])
}
