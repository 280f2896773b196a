import { describe, expect, it } from 'vitest'
import { cardText, readCard, type SurrogateCard } from '../../surrogate/card.ts'
import { CardError } from '../../surrogate/card-error.ts'
import { TEST_INSTANCE } from '../training/instance.ts'

const CARD: SurrogateCard = {
  format: 1,
  id: 'made-up-1',
  version: '1',
  instance: TEST_INSTANCE,
  model: {
    file: '1.onnx',
    sha256: 'a'.repeat(64),
    sizeBytes: 5,
    features: { version: 1, count: 199 },
    opset: 17,
    nearest: { file: '1.nearest.gz', sha256: 'c'.repeat(64) },
  },
  training: {
    seed: 1,
    rows: 450,
    sources: [{ name: 'x.csv', sha256: 'b'.repeat(64), title: 'x', licence: 'none', url: null }],
    trainedWith: 'npm run surrogate -- train made-up --seed 1',
  },
  outputs: [
    {
      epochs: 108,
      measure: 'overallAccuracy.test',
      rows: 450,
      kernel: 'rbf',
      distribution: { family: 'normal', noise: 0.01, least: 0, most: 1, runs: 1 },
      noiseFrom: 'likelihood',
      support: [0.9, 1, 1.2],
      rSquared: 0.5,
    },
  ],
  budgets: [
    {
      epochs: 108,
      measures: ['overallAccuracy.test'],
      correlations: [[1]],
      architecturesByDistance: [450, 423_174],
    },
  ],
  withheld: [],
  evaluation: null,
  checks: [],
  tried: [],
  limitations: [],
}

const read = (card: unknown) => readCard(JSON.stringify(card), 'models/made-up/1.json')

describe('readCard', () => {
  it('reads what cardText wrote, which is the same text for the same card', () => {
    const text = cardText(CARD)
    expect(readCard(text, '1.json')).toEqual(CARD)
    expect(cardText(readCard(text, '1.json'))).toBe(text)
  })

  it('refuses a card of another format before anything else, and says what to do', () => {
    expect(() => read({ ...CARD, format: 2, more: true })).toThrow(
      'models/made-up/1.json: the card is of format 2, and this version of the service reads format 1. Use the version of the service that wrote it, or train the surrogate again (docs/surrogate.md).',
    )
    expect(() => read({})).toThrow('the card states no format')
    expect(() => read(null)).toThrow('the card states no format')
  })

  const [output] = CARD.outputs
  it.each([
    ['text that is no JSON', '{', /it is no JSON/],
    ['a field that it does not know', { ...CARD, more: 1 }, /more/],
    ['another id than its own', { ...CARD, id: 'made-up-2' }, /made-up-1/],
    [
      'a file elsewhere',
      { ...CARD, model: { ...CARD.model, file: '../1.onnx' } },
      /beside the card/,
    ],
    ['a digest that is none', { ...CARD, model: { ...CARD.model, sha256: 'x' } }, /64 hexadecimal/],
    ['budgets of other measures', { ...CARD, budgets: [] }, /budgets/],
    [
      'correlations of another number of measures',
      { ...CARD, budgets: [{ ...CARD.budgets[0], correlations: [[1, 0]] }] },
      /one row and column a measure/,
    ],
    ['an output twice', { ...CARD, outputs: [output, output] }, /listed twice/],
    [
      'an output of no measure',
      { ...CARD, outputs: [{ ...output, measure: 'latencyMs' }] },
      /latencyMs is no measure of the instance/,
    ],
  ])('refuses %s', (_, card, reason) => {
    const call = () => (typeof card === 'string' ? readCard(card, '1.json') : read(card))
    expect(call).toThrow(reason)
    expect(call).toThrow(CardError)
  })
})
