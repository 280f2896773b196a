import {
  COLOUR_BYTES,
  colourCode,
  coloursAt,
  DIGEST_AT,
  FORMS,
  GROUP,
  MESSAGE_BYTES,
  PARTS,
  partAt,
  slotsAt,
} from './colour-code.ts'
import type { Kinds } from './kinds.ts'

const BLOCK_BYTES = 64
const END = 0x80 // the first byte of MD5's padding

/** What a colour is the digest of: texts, and sorted colours of some vertices in parts. */
export interface Message {
  readonly length: number
  readonly texts: readonly { readonly at: number; readonly text: string }[]
  /** At most three. */
  readonly parts: readonly { readonly at: number; readonly vertices: readonly number[] }[]
  /** Bytes from a colour to the next one of its part. */
  readonly step: number
}

/** The colours of the vertices of cells that differ in their labels only: now, and after a round. */
export class Colours {
  readonly #code = colourCode()
  readonly #bytes = new Uint8Array(this.#code.buffer)
  readonly #words = new Uint32Array(this.#code.buffer)
  readonly #digests = new Map<string, Uint8Array>()
  #now = 0

  /**
   * The first colours of a vertex: digests of texts.
   * @param textOf the text of a form
   */
  begin(vertex: number, kinds: Kinds, textOf: (form: number) => string): void {
    const to = coloursAt(this.#now, vertex)
    for (const [kind, form] of kinds.forms.entries()) {
      this.#bytes.set(this.#digestOf(textOf(form)), to + kind * COLOUR_BYTES)
    }
    this.#bytes.set(kinds.ofForms, slotsAt(this.#now, vertex))
  }

  /** Makes the next colours of a vertex. */
  make(vertex: number, kinds: Kinds, message: Message): void {
    const next = 1 - this.#now
    this.#bytes.set(kinds.ofForms, slotsAt(next, vertex))
    this.#bytes.set(kinds.forms, FORMS)
    const count = kinds.forms.length
    const groups = Math.ceil(count / GROUP)
    // The last lanes may have nothing of their own to do.
    this.#bytes.fill(0, FORMS + count, FORMS + groups * GROUP)
    const parts = Array.from({ length: PARTS }, (_, part) => {
      const { at, vertices } = message.parts[part] ?? { at: 0, vertices: [] }
      this.#setPart(part, vertices)
      return [vertices.length, at]
    })
    const blocks = this.#frame(message)
    this.#code.run(groups, blocks, coloursAt(next, vertex), message.step, ...parts.flat())
  }

  /** The next colours become those of now. */
  turn(): void {
    this.#now = 1 - this.#now
  }

  /** Writes the digests of a vertex, of the first forms, each as 4 big-endian words. */
  read(vertex: number, forms: number, out: Uint32Array, at: number): void {
    const slots = slotsAt(this.#now, vertex)
    const colours = coloursAt(this.#now, vertex) + DIGEST_AT
    for (let form = 0; form < forms; form++) {
      const from = (colours + (this.#bytes[slots + form] as number) * COLOUR_BYTES) / 4
      // Two numbers of 8 bytes, the lower word first.
      for (let word = 0; word < 4; word++) {
        out[at + form * 4 + word] = this.#words[from + (word ^ 1)] as number
      }
    }
  }

  #digestOf(text: string): Uint8Array {
    const kept = this.#digests.get(text)
    if (kept !== undefined) return kept
    const { length } = text
    const blocks = this.#frame({ length, texts: [{ at: 0, text }], parts: [], step: 0 })
    const out = coloursAt(1 - this.#now, 0)
    this.#code.run(1, blocks, out, 0, 0, 0, 0, 0, 0, 0)
    const digest = this.#bytes.slice(out, out + COLOUR_BYTES)
    this.#digests.set(text, digest)
    return digest
  }

  #setPart(part: number, vertices: readonly number[]): void {
    let at = partAt(part) / 4
    for (const vertex of vertices) {
      this.#words[at++] = slotsAt(this.#now, vertex)
      this.#words[at++] = coloursAt(this.#now, vertex)
    }
  }

  /** Writes what the messages of all lanes have in common. @returns how many blocks they have */
  #frame({ length, texts }: Message): number {
    const blocks = ((length + 8) >>> 6) + 1
    for (let lane = 0; lane < GROUP; lane++) {
      const start = lane * MESSAGE_BYTES
      const end = start + blocks * BLOCK_BYTES
      this.#bytes.fill(0, start, end)
      for (const { at, text } of texts) {
        for (let i = 0; i < text.length; i++) this.#bytes[start + at + i] = text.charCodeAt(i)
      }
      this.#bytes[start + length] = END
      this.#words[end / 4 - 2] = length * 8
    }
    return blocks
  }
}
