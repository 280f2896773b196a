import { describe, expect, it } from 'vitest'
import { CardError, cardText, readCard, type SurrogateCard } from '../../surrogate/card.ts'
import { TEST_INSTANCE } from './instance.ts'

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
      transform: { kind: 'identity' },
      kernel: 'rbf',
      noise: 0.25,
      intervalFactor: 1.1,
    },
  ],
  evaluation: null,
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
