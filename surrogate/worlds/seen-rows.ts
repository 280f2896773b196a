import { mix } from '../../fitness/random-hash.ts'

/** Distinct rows are kept up to this share of the table, and to this size. */
const FULL = 0.5
const SLOTS_MAX = 2 ** 18
const NOWHERE = -1

/** Sums of measures by the features of a block, found by their bits. */
export class SeenRows {
  /** One row of measures a place. */
  sums: Float64Array
  /** How many rows were asked for. */
  asked = 0
  readonly #width: number
  readonly #measures: number
  #rows: Uint32Array
  #slots: Int32Array
  #count = 0
  #found = 0
  #filled = 0

  constructor(width: number, measures: number) {
    this.#width = width
    this.#measures = measures
    this.#slots = new Int32Array(1024).fill(NOWHERE)
    this.#rows = new Uint32Array(512 * width)
    this.sums = new Float64Array(512 * measures)
  }

  /** Share of the rows that were known when they were asked for. */
  get share(): number {
    return this.#found / this.asked
  }

  /** Place of a row, which is new where `has` denies it; -1 where no more are kept. */
  placeOf(features: Float32Array, from: number): number {
    this.asked++
    const words = new Uint32Array(features.buffer, features.byteOffset + 4 * from, this.#width)
    let hash = 0
    for (let at = 0; at < words.length; at++) hash = mix(hash ^ (words[at] as number))
    for (let slot = hash; ; slot++) {
      const at = slot & (this.#slots.length - 1)
      const place = this.#slots[at] as number
      if (place === NOWHERE) return this.#insert(words, at)
      if (this.#isAt(place, words)) {
        this.#found++
        return place
      }
    }
  }

  /** Whether the sums of a place were set. */
  has(place: number): boolean {
    return place >= 0 && place < this.#filled
  }

  /** Keeps the sums of the place that was made last. */
  set(place: number, sums: Float64Array): void {
    if (place < 0) return
    this.sums.set(sums, place * this.#measures)
    this.#filled = place + 1
  }

  #isAt(place: number, words: Uint32Array): boolean {
    for (let at = 0; at < words.length; at++) {
      if (this.#rows[place * this.#width + at] !== words[at]) return false
    }
    return true
  }

  #insert(words: Uint32Array, slot: number): number {
    if (this.#count >= FULL * this.#slots.length) {
      if (this.#slots.length >= SLOTS_MAX) return NOWHERE
      this.#grow()
      this.asked--
      return this.placeOf(new Float32Array(words.buffer, words.byteOffset, words.length), 0)
    }
    const place = this.#count++
    this.#slots[slot] = place
    this.#rows.set(words, place * this.#width)
    return place
  }

  #grow(): void {
    const slots = this.#slots.length * 2
    const rows = new Uint32Array((slots / 2) * this.#width)
    rows.set(this.#rows)
    const sums = new Float64Array((slots / 2) * this.#measures)
    sums.set(this.sums)
    this.#rows = rows
    this.sums = sums
    this.#slots = new Int32Array(slots).fill(NOWHERE)
    for (let place = 0; place < this.#count; place++) {
      let hash = 0
      for (let at = 0; at < this.#width; at++) {
        hash = mix(hash ^ (rows[place * this.#width + at] as number))
      }
      let slot = hash
      while (this.#slots[slot & (slots - 1)] !== NOWHERE) slot++
      this.#slots[slot & (slots - 1)] = place
    }
  }
}
