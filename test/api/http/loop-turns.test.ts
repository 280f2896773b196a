import { expect, test } from 'vitest'
import { LoopTurns } from '../../../api/http/loop-turns.ts'

function busyFor(milliseconds: number): void {
  const until = performance.now() + milliseconds
  while (performance.now() < until);
}

const turn = () => new Promise((go) => setImmediate(go))

test('work is done at once while the turn has time, and in order in later turns after that', async () => {
  const turns = new LoopTurns()
  const done: string[] = []
  turns.run(() => {
    busyFor(20)
    done.push('long')
  })
  for (const name of ['a', 'b', 'c']) turns.run(() => done.push(name))
  const waiting = turns.next()?.then(() => done.push('promise'))
  turns.run(() => done.push('d'))
  expect(done).toStrictEqual(['long'])
  await turn()
  expect(done.slice(0, 4)).toStrictEqual(['long', 'a', 'b', 'c'])
  await waiting
  await turn()
  await turn()
  expect(done).toStrictEqual(['long', 'a', 'b', 'c', 'promise', 'd'])
  expect(turns.next()).toBeUndefined()
})

test('between two pieces of long work the loop takes in what has arrived', async () => {
  const turns = new LoopTurns()
  let pieces = 0
  const seen: number[] = []
  const all = Promise.all(
    Array.from({ length: 6 }, async () => {
      const wait = turns.next()
      if (wait !== undefined) await wait
      busyFor(20)
      pieces++
    }),
  )
  for (let at = 0; at < 3; at++) {
    await turn()
    seen.push(pieces)
  }
  await all
  expect(seen[0]).toBeLessThan(3)
  expect(seen[2]).toBeLessThan(6)
  expect(pieces).toBe(6)
})
