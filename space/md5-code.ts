import { type Code, get, int, repeat, set, tee, VECTOR, vectors } from './wasm-code.ts'

/** Messages in a vector, and vectors that take turns: each step of MD5 waits for the one before it. */
export const LANES = 4
export const VECTORS = 2

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

const BLOCK_BYTES = 64
const VECTOR_BYTES = 16

/** Bytes that the code needs in the memory. */
export const MD5_BYTES = 64 * 4 + VECTORS * BLOCK_BYTES * LANES

/** To be written where the code is to find them. */
export const MD5_CONSTANTS: readonly number[] = SINES

/** Types of the locals that the code needs. */
export const MD5_LOCALS: readonly number[] = Array(13 * VECTORS).fill(VECTOR)

export interface Md5Place {
  /** Where the padded messages are, of all lanes of all vectors. */
  readonly messages: readonly number[]
  /** Where `MD5_CONSTANTS` are, and room after them. */
  readonly memory: number
  /** Locals: how many blocks there are (counted down), where the next one is (0), and the first of `MD5_LOCALS`. */
  readonly left: number
  readonly at: number
  readonly first: number
}

/** What one vector needs. */
interface Own {
  readonly messages: readonly number[]
  /** Room for a block: word `w` of lane `l` is its word `w * 4 + l`. */
  readonly block: number
  /** Locals: A, B, C and D of the RFC, those before the block, and others. */
  readonly state: readonly [number, number, number, number]
  readonly before: readonly number[]
  readonly rows: readonly number[]
  readonly sum: number
}

function ownOf({ messages, memory, first }: Md5Place, vector: number): Own {
  const from = first + 13 * vector
  return {
    messages: messages.slice(vector * LANES, (vector + 1) * LANES),
    block: memory + 64 * 4 + vector * BLOCK_BYTES * LANES,
    state: [from, from + 1, from + 2, from + 3],
    before: [4, 5, 6, 7].map((at) => from + at),
    rows: [8, 9, 10, 11].map((at) => from + at),
    sum: from + 12,
  }
}

const ownOfAll = (place: Md5Place) => Array.from({ length: VECTORS }, (_, at) => ownOf(place, at))

/** The locals with the digests of each vector, word by word. */
export const digestsOf = (place: Md5Place) => ownOfAll(place).map(({ state }) => state)

/** Digests a message in each lane; all have the same number of blocks. */
export function md5Code(place: Md5Place): Code {
  const { left, at, memory } = place
  const all = ownOfAll(place)
  const pairs = all.flatMap(({ state, before }) =>
    state.map((local, word) => [local, before[word] as number] as const),
  )
  const begin = all.flatMap(({ state }) =>
    state.flatMap((local, word) => [...vectors.splat(INITIAL[word] as number), ...set(local)]),
  )
  const keep = pairs.flatMap(([local, before]) => [...get(local), ...set(before)])
  const addUp = pairs.flatMap(([local, before]) => [
    ...[...get(local), ...get(before), ...vectors.add, ...set(local)],
  ])
  const steps = SINES.flatMap((_, step) => all.flatMap((own) => stepCode(step, own, memory)))
  const next = [...get(at), ...int.of(BLOCK_BYTES), ...int.add, ...set(at)]
  const again = [...get(left), ...int.of(-1), ...int.add, ...tee(left)]
  const blocks = all.flatMap((own) => blockCode(own, at))
  return [...begin, ...repeat([...keep, ...blocks, ...steps, ...addUp, ...next, ...again])]
}

// Four words of four lanes become four vectors of one word each.
function blockCode({ messages, block, rows }: Own, at: number): Code {
  const code: number[] = []
  for (let word = 0; word < 16; word += 4) {
    for (const [lane, row] of rows.entries()) {
      code.push(...get(at), ...vectors.load((messages[lane] as number) + word * 4), ...set(row))
    }
    for (const [own, value] of transposed(rows).entries()) {
      code.push(...int.of(0), ...value, ...vectors.store(block + (word + own) * VECTOR_BYTES))
    }
  }
  return code
}

const WORD = (place: number) => [0, 1, 2, 3].map((byte) => place * 4 + byte)
const words = (...places: number[]) => vectors.shuffle(places.flatMap(WORD))

/** The columns of a matrix of four words by four, whose rows are in these locals. */
export function transposed(rows: readonly number[]): Code[] {
  const [a, b, c, d] = rows as [number, number, number, number]
  const lows = (left: number, right: number) => [...get(left), ...get(right), ...words(0, 4, 1, 5)]
  const highs = (left: number, right: number) => [...get(left), ...get(right), ...words(2, 6, 3, 7)]
  return [
    [...lows(a, b), ...lows(c, d), ...words(0, 1, 4, 5)],
    [...lows(a, b), ...lows(c, d), ...words(2, 3, 6, 7)],
    [...highs(a, b), ...highs(c, d), ...words(0, 1, 4, 5)],
    [...highs(a, b), ...highs(c, d), ...words(2, 3, 6, 7)],
  ]
}

/** F, G, H or I of the RFC, and the word of the block that a step takes. */
function rounds(step: number, [b, c, d]: readonly [number, number, number]) {
  const { choose, xor, or, not } = vectors
  if (step < 16) return { mixed: [...get(c), ...get(d), ...get(b), ...choose], word: step }
  if (step < 32) {
    return { mixed: [...get(b), ...get(c), ...get(d), ...choose], word: (5 * step + 1) % 16 }
  }
  if (step < 48) {
    return {
      mixed: [...get(b), ...get(c), ...xor, ...get(d), ...xor],
      word: (3 * step + 5) % 16,
    }
  }
  return { mixed: [...get(d), ...not, ...get(b), ...or, ...get(c), ...xor], word: (7 * step) % 16 }
}

function stepCode(step: number, { state, block, sum }: Own, constants: number): Code {
  const names = [0, 1, 2, 3].map((one) => state[(one - step + 64) % 4] as number)
  const [a, b, c, d] = names as [number, number, number, number]
  const { mixed, word } = rounds(step, [b, c, d])
  const shift = (SHIFTS[step >> 4] as (typeof SHIFTS)[number])[step % 4] as number
  const { add, load, loadSplat, shiftLeft, shiftRight, or } = vectors
  return [
    ...[...get(a), ...int.of(0), ...loadSplat(constants + step * 4), ...add],
    ...[...int.of(0), ...load(block + word * VECTOR_BYTES), ...add, ...mixed, ...add, ...tee(sum)],
    ...[...int.of(shift), ...shiftLeft, ...get(sum), ...int.of(32 - shift), ...shiftRight, ...or],
    ...[...get(b), ...add, ...set(a)],
  ]
}
