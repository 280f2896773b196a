import fc from 'fast-check'
import { expect, test } from 'vitest'
import { JsonWriter, literal } from '../../fitness/json-writer.ts'

function written(write: (writer: JsonWriter) => void): string {
  const writer = new JsonWriter()
  write(writer)
  return new TextDecoder().decode(writer.finish())
}

const fourteenBits = fc.float({ noNaN: true }).map((value) => {
  const bits = new Uint32Array(Float32Array.of(value).buffer)
  bits[0] = ((bits[0] as number) >>> 10) << 10
  return new Float32Array(bits.buffer)[0] as number
})

const bitsOf = (value: number) => new Uint32Array(Float32Array.of(value).buffer)[0] as number
const numberOf = (word: number) => new Float32Array(Uint32Array.of(word).buffer)[0] as number

test('every number is written as JSON.stringify writes it, the first time and again', () => {
  const numbers = fc.oneof(
    fc.double(),
    fc.float(),
    fourteenBits,
    fc.integer(),
    fc.maxSafeNat(),
    fc.constantFrom(0, -0, 2 ** 32 - 1, 2 ** 32, 1e21, 5e-324, 9.999999e-7, Infinity, Number.NaN),
  )
  fc.assert(
    fc.property(fc.array(numbers), (values) => {
      const write = (writer: JsonWriter) => {
        for (const value of values) {
          writer.number(value)
          writer.ascii(' ')
        }
      }
      const expected = values.map((value) => `${JSON.stringify(value)} `).join('')
      expect(written(write)).toBe(expected)
      expect(written(write)).toBe(expected)
    }),
    { numRuns: 500 },
  )
})

test('texts and literals of any length follow each other, however much was written before', () => {
  const pieces = fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.stringMatching(/^[ -~]*$/)))
  fc.assert(
    fc.property(pieces, fc.constantFrom(1, 1_100_000), (parts, times) => {
      const answer = written((writer) => {
        writer.ascii('x'.repeat(times))
        for (const [text, plain] of parts) {
          writer.text(text)
          writer.literal(literal(plain))
          writer.ascii(plain)
        }
      })
      const expected = parts.map(([text, plain]) => text + plain + plain).join('')
      expect(answer === 'x'.repeat(times) + expected).toBe(true)
    }),
  )
})

test('what was written stays when the room is used again', () => {
  const first = new JsonWriter()
  first.ascii('first')
  const bytes = first.finish()
  const [left, right] = [new JsonWriter(), new JsonWriter()]
  left.ascii('left')
  right.ascii('right')
  expect(
    [bytes, left.finish(), right.finish()].map((one) => new TextDecoder().decode(one)),
  ).toEqual(['first', 'left', 'right'])
})

test('bits of a single-precision number are written as the number, a word as eight digits', () => {
  const words = fc.array(fc.oneof(fc.nat(2 ** 32 - 1), fourteenBits.map(bitsOf)))
  fc.assert(
    fc.property(words, (given) => {
      const writer = new JsonWriter()
      for (const word of given) {
        writer.single(word)
        writer.ascii(' ')
      }
      writer.hexadecimal(Uint32Array.from(given), 0, given.length)
      const numbers = given.map((word) => `${JSON.stringify(numberOf(word))} `).join('')
      const digits = given.map((word) => word.toString(16).padStart(8, '0')).join('')
      expect(writer.finishText()).toBe(numbers + digits)
    }),
    { numRuns: 500 },
  )
})
