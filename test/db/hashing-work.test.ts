import { expect, test } from 'vitest'
import { hashInTurns } from '../../db/hashing-work.ts'
import { findArchitectures } from '../../space/build-space.ts'
import { cellOfForm } from '../../space/cell.ts'
import { moduleHash } from '../../space/module-hash.ts'

test('threads that take turns hash each architecture once, as it is hashed alone', () => {
  const forms = findArchitectures().forms.slice(0, 3500)
  const work = {
    forms,
    hashes: new Uint32Array(forms.length * 4),
    taken: new Int32Array(new SharedArrayBuffer(4)),
  }
  const [one, other] = [hashInTurns(work), hashInTurns(work)]
  const taken: number[] = []
  for (const own of [one, other, other, one, one, other]) {
    const step = own.next()
    if (!step.done) taken.push(step.value)
  }
  expect(taken).toEqual([1024, 2048, 3072, 3500])
  for (const [place, form] of forms.entries()) {
    const words = [...work.hashes.subarray(place * 4, place * 4 + 4)]
    const text = words.map((word) => word.toString(16).padStart(8, '0')).join('')
    if (text !== moduleHash(cellOfForm(form))) throw new Error(`architecture ${place} is ${text}`)
  }
})
