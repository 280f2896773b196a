import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { cardDocuments, newestCards } from '../../../training/trust/card-documents.ts'
import { trustRows } from '../../../training/trust/trust-rows.ts'

const DOCS = new URL('../../../docs/', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, DOCS), 'utf8')
const cards = await newestCards(
  fileURLToPath(new URL('../../../surrogate/models', import.meta.url)),
)

test('docs/surrogate.md and docs/cards say what the cards say (else: npm run surrogate -- document)', () => {
  const documents = cardDocuments(cards, read('surrogate.md'))
  expect(documents.size).toBe(cards.length + 1)
  for (const [path, text] of documents) expect(read(path), path).toBe(text)
})

test('docs/cards has a page for each surrogate, and no other', () => {
  const pages = readdirSync(new URL('cards/', DOCS))
  expect(pages).toStrictEqual(cards.map(({ instance }) => `${instance.id}.md`).sort())
  for (const page of pages) expect(read('surrogate.md')).toContain(`(cards/${page})`)
})

test('the figures of a measure are those of whole sample groups where there are any', () => {
  const card = cards.find(({ evaluation }) =>
    evaluation?.protocols.some(({ by }) => by === 'group'),
  )
  if (card === undefined) throw new Error('no card is evaluated by group')
  const rows = trustRows(card)
  expect(rows.length).toBe(card.outputs.length)
  for (const { protocol, evaluation, typicalError, ordered } of rows) {
    expect(protocol.by).toBe('group')
    const own = evaluation.models.find(({ model }) => model === 'surrogate')?.pooled
    expect(typicalError).toBe(own?.meanAbsoluteError.value)
    expect(ordered).toBe((1 + (own?.tau.value ?? 0)) / 2)
  }
})

test('of two predictions that differ by the least difference, four of five pairs are in order', () => {
  const row = cards.flatMap(trustRows)[0]
  if (row === undefined) throw new Error('no card is evaluated')
  // Errors of a standard deviation of one, drawn as quantiles: an exact grid in place of chance.
  const steps = 2000
  const errors = Array.from({ length: steps }, (_, at) => quantile((at + 0.5) / steps))
  const typical = errors.reduce((sum, error) => sum + Math.abs(error), 0) / steps
  const difference = (row.leastDifference / row.typicalError) * typical
  let inOrder = 0
  for (const one of errors) {
    for (const other of errors) inOrder += Number(difference + one - other > 0)
  }
  expect(inOrder / steps ** 2).toBeCloseTo(0.8, 2)
})

/** Quantile of the standard normal distribution, by bisection of its distribution function. */
function quantile(share: number): number {
  let [low, high] = [-8, 8]
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2
    if (normalCdf(middle) < share) low = middle
    else high = middle
  }
  return low
}

// Simpson's rule from 0.
function normalCdf(x: number): number {
  const steps = 100
  const width = x / steps
  let sum = 0
  for (let at = 0; at <= steps; at++) {
    const weight = at === 0 || at === steps ? 1 : at % 2 === 1 ? 4 : 2
    sum += weight * Math.exp(-((at * width) ** 2) / 2)
  }
  return 0.5 + (sum * width) / 3 / Math.sqrt(2 * Math.PI)
}
