// Instructions of the WebAssembly specification as bytes, and the module around them.

// Part of every JavaScript engine, not of the language's own types.
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object) => { readonly exports: Readonly<Record<string, unknown>> }
}

export type Code = readonly number[]

function leb(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...leb(value >>> 7)]
}

function signedLeb(value: number): number[] {
  const isLast = value >= -64 && value < 64
  return isLast ? [value & 127] : [(value & 127) | 128, ...signedLeb(value >> 7)]
}

const sized = (bytes: Code) => [...leb(bytes.length), ...bytes]
const vector = (code: number, ...rest: number[]) => [0xfd, ...leb(code), ...rest]

/** Types of locals. */
export const [INT, LONG, VECTOR] = [0x7f, 0x7e, 0x7b]

export const get = (local: number): Code => [0x20, local]
export const set = (local: number): Code => [0x21, local]
export const tee = (local: number): Code => [0x22, local]
export const select: Code = [0x1b]
export const call = (place: number): Code => [0x10, place]
export const returned: Code = [0x0f]

export const int = {
  of: (value: number): Code => [0x41, ...signedLeb(value)],
  add: [0x6a],
  load: (offset: number): Code => [0x28, 2, ...leb(offset)],
  multiply: [0x6c],
  loadByte: (offset: number): Code => [0x2d, 0, ...leb(offset)],
  /** Writes the lower two bytes. */
  storeShort: (offset: number): Code => [0x3b, 1, ...leb(offset)],
  isLess: [0x49],
} as const

export const long = {
  isGreater: [0x56],
  load: (offset: number): Code => [0x29, 3, ...leb(offset)],
} as const

/** Vectors of four integers, of four numbers of single precision, or of sixteen bytes. */
export const vectors = {
  load: (offset: number): Code => vector(0x00, 0, ...leb(offset)),
  /** One integer in all places. */
  loadSplat: (offset: number): Code => vector(0x09, 0, ...leb(offset)),
  store: (offset: number): Code => vector(0x0b, 0, ...leb(offset)),
  bytes: (bytes: Code): Code => vector(0x0c, ...bytes),
  splat: (word: number): Code => {
    const bytes = [word & 255, (word >>> 8) & 255, (word >>> 16) & 255, (word >>> 24) & 255]
    return vector(0x0c, ...bytes, ...bytes, ...bytes, ...bytes)
  },
  /** Sixteen bytes of two vectors, numbered 0 to 31. */
  shuffle: (places: Code): Code => vector(0x0d, ...places),
  /** The bytes of a vector at the places that another one holds. */
  swizzle: vector(0x0e),
  not: vector(0x4d),
  and: vector(0x4e),
  andNot: vector(0x4f),
  or: vector(0x50),
  xor: vector(0x51),
  choose: vector(0x52),
  shiftLeft: vector(0xab),
  shiftRight: vector(0xad),
  add: vector(0xae),
  addFloats: vector(0xe4),
  /** All bits where the first number is at least the second. */
  isAtLeast: vector(0x46),
  addBytes: vector(0x6e),
  subtractBytes: vector(0x71),
  areBytesEqual: vector(0x23),
  /** The first bit of each byte. */
  bits: vector(0x64),
  /** Integers of two vectors as shorter ones of one. */
  toShorts: vector(0x85),
  toBytes: vector(0x65),
} as const

/** Runs again while its condition, the last of its values, is not zero. */
export const repeat = (body: Code): Code => [0x03, 0x40, ...body, 0x0d, 0, 0x0b]

/** Runs the case of a number; each must return. */
export function cases(number: Code, all: readonly Code[]): Code {
  const places = Array.from(all.keys())
  const opened = all.flatMap(() => [0x02, 0x40])
  const jump = [...number, 0x0e, ...leb(places.length - 1), ...places.slice(0, -1)]
  const last = places.length - 1
  return [
    ...opened,
    ...jump,
    last,
    0x0b,
    ...all.flatMap((one, at) => (at < last ? [...one, 0x0b] : one)),
  ]
}

export interface WasmFunction {
  /** Types of its arguments, which are its first locals, and of its other locals; it gives nothing. */
  readonly takes: readonly number[]
  readonly locals: readonly number[]
  readonly code: Code
}

/** Makes functions that share a memory; the last one is exported. */
export function wasmOf(functions: readonly WasmFunction[], memoryBytes: number) {
  const name = (text: string) => sized([...new TextEncoder().encode(text)])
  const list = (entries: readonly Code[]) => [...leb(entries.length), ...entries.flat()]
  const section = (id: number, entries: readonly Code[]) => [id, ...sized(list(entries))]
  const bodies = functions.map(({ locals, code }) =>
    sized([...list(locals.map((type) => [1, type])), ...code, 0x0b]),
  )
  const bytes = Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(
      1,
      functions.map(({ takes }) => [0x60, ...sized(takes), 0]),
    ),
    ...section(
      3,
      functions.map((_, at) => [at]),
    ),
    ...section(5, [[0, ...leb(Math.ceil(memoryBytes / 65_536))]]),
    ...section(7, [
      [...name('memory'), 2, 0],
      [...name('run'), 0, ...leb(functions.length - 1)],
    ]),
    ...section(10, bodies),
  ])
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes))
  const { buffer } = exports['memory'] as { readonly buffer: ArrayBuffer }
  return { buffer, run: exports['run'] as (...values: number[]) => void }
}
