import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hashOrder } from '../../space/hash-order.ts'

const textOf = (words: readonly number[]) =>
  words.map((word) => word.toString(16).padStart(8, '0')).join('')

test('hashes are put into the order of their texts, equal ones into that of their places', () => {
  // Few different words, so that many hashes begin alike.
  const word = fc.constantFrom(0, 1, 0x1fff, 0x2000, 0x7fffffff, 0x80000000, 0xffffffff)
  const hash = fc.tuple(word, word, word, word)
  fc.assert(
    fc.property(fc.array(hash, { maxLength: 60 }), (hashes) => {
      const sorted = hashes
        .map((words, place) => ({ text: textOf(words), place }))
        .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : a.place - b.place))
      expect([...hashOrder(Uint32Array.from(hashes.flat()))]).toEqual(
        sorted.map(({ place }) => place),
      )
    }),
  )
})
