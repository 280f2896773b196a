import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { cardText, readCard } from '../../surrogate/card.ts'
import { sampledLeftOut } from '../../training/sampled-left-out.ts'

test('a card keeps at most 300 predictions out of fold, evenly over the ids, with their architectures', () => {
  const architectureIds = Int32Array.from({ length: 1000 }, (_, row) => 999 - row)
  const means = Float64Array.from(architectureIds, (id) => (id === 7 ? Number.NaN : id / 7))
  const kept = sampledLeftOut({ architectureIds, means })
  expect(kept.architectureIds).toHaveLength(300)
  expect(kept.architectureIds).not.toContain(7)
  for (const [at, id] of kept.architectureIds.entries()) {
    expect(kept.means[at]).toBe(Number((id / 7).toPrecision(5)))
    const before = kept.architectureIds[at - 1]
    if (before !== undefined) expect([3, 4, 5]).toContain(id - before)
  }
})

test('a few are all kept', () => {
  const kept = sampledLeftOut({
    architectureIds: Int32Array.of(5, 2, 9),
    means: Float64Array.of(0.123456789, Number.NaN, -1),
  })
  expect(kept).toStrictEqual({ architectureIds: [5, 9], means: [0.12346, -1] })
})

// What is measured belongs to its sources: predictions that were equal to it would give it away.
test('cards that come with the service say as many predictions as architectures, and are as they are written', () => {
  const models = new URL('../../surrogate/models/', import.meta.url)
  let outputs = 0
  for (const name of readdirSync(models)) {
    const path = new URL(`${name}/1.json`, models).pathname
    const text = readFileSync(path, 'utf8')
    const card = readCard(text, path)
    expect(cardText(card)).toBe(text)
    for (const { leftOut, rows } of card.outputs) {
      if (leftOut === undefined) continue
      outputs++
      expect(leftOut.means).toHaveLength(leftOut.architectureIds.length)
      expect(leftOut.means.length).toBeLessThanOrEqual(Math.min(300, rows))
    }
  }
  expect(outputs).toBeGreaterThan(8)
})
