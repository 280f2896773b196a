import { expect, test } from 'vitest'
import { inSentence, tickTexts } from '../../web/shared/format.ts'

test('percents along one axis have equally many decimals, and no more than they need', () => {
  expect(tickTexts([0.6034, 0.604, 0.6042], 'fraction')).toStrictEqual([
    '60.34 %',
    '60.40 %',
    '60.42 %',
  ])
  expect(tickTexts([0.56, 0.58], 'fraction')).toStrictEqual(['56 %', '58 %'])
  expect(tickTexts([0, 20e6], 'count')).toStrictEqual(['0', '20M'])
})

test('a label inside of a sentence begins small, and names and abbreviations keep their capitals', () => {
  expect(
    ["Train Cohen's kappa", 'Validation accuracy', 'MACs', 'CO2 equivalent'].map(inSentence),
  ).toStrictEqual(["train Cohen's kappa", 'validation accuracy', 'MACs', 'CO2 equivalent'])
})
