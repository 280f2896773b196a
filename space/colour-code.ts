import { VERTICES_MAX } from './cell.ts'
import {
  digestsOf,
  LANES,
  MD5_BYTES,
  MD5_CONSTANTS,
  MD5_LOCALS,
  type Md5Place,
  md5Code,
  transposed,
  VECTORS,
} from './md5-code.ts'
import {
  type Code,
  call,
  cases,
  get,
  INT,
  int,
  LONG,
  long,
  repeat,
  returned,
  select,
  set,
  tee,
  VECTOR,
  vectors,
  type WasmFunction,
  wasmOf,
} from './wasm-code.ts'

// The digests of which a module hash is made, in WebAssembly. A colour is the digest of a vertex: 32
// bytes of hexadecimal text, of which the next digests are made, and the digest as two numbers of 8
// bytes, whose order is that of the text.

export const COLOUR_BYTES = 48
/** Bytes of a colour before its digest. */
export const DIGEST_AT = 32

/** Messages that are digested at once. */
export const GROUP = LANES * VECTORS

/** Cells that are hashed at once: the labelings of a graph, at most 3^5, in whole groups. */
export const FORMS_MAX = 248

/** Of a message: the list of seven colours has five blocks. */
export const MESSAGE_BYTES = 320
export const PARTS = 3

const PART_BYTES = VERTICES_MAX * 8

/** Where everything is in the memory. */
export const MD5 = GROUP * MESSAGE_BYTES
/** Of each part of a message, of each vertex in it: where its slots and its colours are. */
export const partAt = (part: number) => MD5 + MD5_BYTES + part * PART_BYTES
/** Of which forms colours are made. */
export const FORMS = partAt(PARTS)
/** Of each form, which of the colours of a vertex is its own; now, and next. */
export const slotsAt = (half: number, vertex: number) =>
  FORMS + FORMS_MAX * (1 + half * VERTICES_MAX + vertex)
const COLOURS = slotsAt(2, 0)
export const coloursAt = (half: number, vertex: number) =>
  COLOURS + FORMS_MAX * COLOUR_BYTES * (half * VERTICES_MAX + vertex)

/** The functions and their memory. */
export interface ColourCode {
  readonly buffer: ArrayBuffer
  /**
   * Makes messages of sorted colours and digests them, in groups of as many forms as there are lanes.
   * @param blocks of 64 bytes in each message
   * @param out where the colours are to be written
   * @param step bytes from a colour in a message to the next of its part
   * @param parts of each how many vertices it has, and where it begins in the message
   */
  run(groups: number, blocks: number, out: number, step: number, ...parts: number[]): void
}

export function colourCode(): ColourCode {
  const code = wasmOf([gathering(), hashing()], coloursAt(2, 0))
  new Uint32Array(code.buffer).set(MD5_CONSTANTS, MD5 / 4)
  return code
}

const GATHER = 0

/** Writes the colours of some vertices, sorted, into a message. */
function gathering(): WasmFunction {
  const [count, part, form, to, step] = [0, 1, 2, 3, 4]
  const colour = (at: number) => 5 + at
  const key = (at: number) => 5 + VERTICES_MAX + at
  const isLater = 5 + 2 * VERTICES_MAX
  const copy = (at: number) =>
    [0, 16].flatMap((offset) => [
      ...[...get(to), ...get(colour(at)), ...vectors.load(offset), ...vectors.store(offset)],
    ])
  // Where a vertex' colours are, and the slot of the form among them.
  const find = (at: number) => [
    ...[...get(part), ...int.load(at * 8 + 4)],
    ...[...get(part), ...int.load(at * 8), ...get(form), ...int.add, ...int.loadByte(0)],
    ...[...int.of(COLOUR_BYTES), ...int.multiply, ...int.add, ...tee(colour(at))],
    ...[...long.load(DIGEST_AT), ...set(key(at))],
  ]
  const exchanged = (left: number, right: number) => [
    ...[...get(right), ...get(left), ...get(isLater), ...select],
    ...[...get(left), ...get(right), ...get(isLater), ...select, ...set(right), ...set(left)],
  ]
  const compare = (left: number, right: number) => [
    ...[...get(key(left)), ...get(key(right)), ...long.isGreater, ...set(isLater)],
    ...exchanged(key(left), key(right)),
    ...exchanged(colour(left), colour(right)),
  ]
  const advance = [...get(to), ...get(step), ...int.add, ...set(to)]
  const sortedCopy = (size: number) => {
    const all = Array.from({ length: size }, (_, at) => at)
    const insertions = all.flatMap((last) =>
      all.slice(0, last).flatMap((_, at) => compare(last - at - 1, last - at)),
    )
    return [
      ...all.flatMap(find),
      ...insertions,
      ...all.flatMap((at) => (at === 0 ? copy(at) : [...advance, ...copy(at)])),
      ...returned,
    ]
  }
  return {
    takes: [INT, INT, INT, INT, INT],
    locals: [...Array(VERTICES_MAX).fill(INT), ...Array(VERTICES_MAX).fill(LONG), INT],
    code: cases(
      get(count),
      Array.from({ length: VERTICES_MAX + 1 }, (_, size) => sortedCopy(size)),
    ),
  }
}

/** Makes the messages of forms, four at a time, and digests them. */
function hashing(): WasmFunction {
  const [groups, blocks, out, step] = [0, 1, 2, 3]
  const parts = [
    { count: 4, at: 5 },
    { count: 6, at: 7 },
    { count: 8, at: 9 },
  ]
  const [form, left, at, first] = [10, 11, 12, 13]
  const place: Md5Place = {
    messages: Array.from({ length: GROUP }, (_, lane) => lane * MESSAGE_BYTES),
    memory: MD5,
    left,
    at,
    first,
  }
  const messageOf = (lane: number) =>
    parts.flatMap((part, number) => [
      ...[...get(part.count), ...int.of(partAt(number))],
      ...[...get(form), ...int.loadByte(FORMS + lane)],
      ...[...get(part.at), ...int.of(lane * MESSAGE_BYTES), ...int.add, ...get(step)],
      ...call(GATHER),
    ])
  const next = (local: number, bytes: number) => [
    ...[...get(local), ...int.of(bytes), ...int.add, ...set(local)],
  ]
  return {
    takes: Array(10).fill(INT),
    locals: [INT, INT, INT, ...MD5_LOCALS, VECTOR, VECTOR, VECTOR],
    code: repeat([
      ...place.messages.flatMap((_, lane) => messageOf(lane)),
      ...[...get(blocks), ...set(left), ...int.of(0), ...set(at), ...md5Code(place)],
      ...writeColours(place, out, first + MD5_LOCALS.length),
      ...next(out, GROUP * COLOUR_BYTES),
      ...next(form, GROUP),
      ...[...get(groups), ...int.of(-1), ...int.add, ...tee(groups)],
    ]),
  }
}

const DIGITS = [...new TextEncoder().encode('0123456789abcdef')]
const NUMBERS = [7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8]

/**
 * Writes the digests of all lanes as colours, one after the other.
 * @param local the first of three vectors
 */
function writeColours(place: Md5Place, out: number, local: number): Code {
  const [digest, high, low] = [local, local + 1, local + 2]
  const half = vectors.splat(0x0f0f0f0f)
  const text = (from: number) => {
    const places = Array.from({ length: 8 }, (_, byte) => [from + byte, from + byte + 16]).flat()
    return [
      ...vectors.bytes(DIGITS),
      ...[...get(high), ...get(low), ...vectors.shuffle(places), ...vectors.swizzle],
    ]
  }
  return digestsOf(place)
    .flatMap(transposed)
    .flatMap((lane, at) => {
      const write = (offset: number, value: Code) => [
        ...[...get(out), ...value, ...vectors.store(at * COLOUR_BYTES + offset)],
      ]
      return [
        ...[...lane, ...tee(digest), ...int.of(4), ...vectors.shiftRight, ...half, ...vectors.and],
        ...[...set(high), ...get(digest), ...half, ...vectors.and, ...set(low)],
        ...[...write(0, text(0)), ...write(16, text(8))],
        ...write(DIGEST_AT, [...get(digest), ...get(digest), ...vectors.shuffle(NUMBERS)]),
      ]
    })
}
