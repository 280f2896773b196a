import { expect, test } from 'vitest'
import { excessOf as excessOfBytes } from '../../../api/http/json-excess.ts'
import { ARCHITECTURES_MAX } from '../../../api/operations/schemas/architecture.ts'

const excessOf = (text: string) => excessOfBytes(Buffer.from(text))

const rows = Array.from({ length: 7 }, () => [0, 1, 0, 1, 0, 1, 0])
const largest = {
  instance: 'so2sat-lcz42',
  architectures: Array.from({ length: ARCHITECTURES_MAX }, () => ({
    matrix: rows,
    operations: ['input', 'a', 'b', 'c', 'd', 'e', 'output'],
  })),
}

test('the largest valid request is no excess, also as a tRPC call', () => {
  expect(excessOf(JSON.stringify(largest))).toBeNull()
  expect(excessOf(JSON.stringify({ 0: largest }))).toBeNull()
})

test.each([
  ['empty objects', `[${'{},'.repeat(110_000)}{}]`, 'arrays and objects'],
  ['unknown fields', `{${'"k":1,'.repeat(30_000)}"k":1}`, 'fields'],
  ['numbers', `[${'0,'.repeat(700_000)}0]`, 'commas'],
])('too many %s are found before anything is parsed', (_, text, what) => {
  expect(excessOf(text)).toMatch(new RegExp(`^more than [\\d]+ ${what}`))
})

test('an escaped quote does not end a string', () => {
  expect(excessOf(`{"a\\"${'['.repeat(40)}":1}`)).toBeNull()
  expect(excessOf(`{"a\\\\":${'['.repeat(40)}`)).toContain('deep')
})

test('a string ends at its quote at any place of a word of memory, and after escapes', () => {
  for (let before = 0; before < 12; before++) {
    for (const text of ['', '\\\\', '\\"', '\\\\\\"', 'é[', '\\u005b']) {
      const string = `"${'x'.repeat(before)}${text}[[{,"`
      expect(excessOf(`[${string},${'['.repeat(30)}`), string).toBeNull()
      expect(excessOf(`[${string},${'['.repeat(32)}`), string).toContain('deep')
    }
    expect(excessOf(`"${'x'.repeat(before)}${'['.repeat(40)}`)).toBeNull()
  }
})

test('what stands in strings is not counted', () => {
  expect(excessOf(JSON.stringify({ instance: ',:[{'.repeat(700_000) }))).toBeNull()
})

test.each(['1e-400', '-2.5E-999', `0.${'0'.repeat(400)}1`])(
  'a number that would become 0 is refused: %s',
  (number) => {
    expect(excessOf(`{"a":[1,{"b": ${number} }]}`)).toBe(
      `the number ${number}, which is too small: it would become 0`,
    )
    expect(excessOf(number)).toContain(number)
    expect(excessOf(JSON.stringify({ text: number }))).toBeNull()
  },
)

test.each(['0', '0.0', '0e-400', '1e-300', '1.5', '-0.000', 'true', '[false]', '4.9e-324'])(
  'a number that stays one is not: %s',
  (number) => {
    expect(excessOf(`{"a":${number}}`)).toBeNull()
  },
)

test('numbers of one digit after the other are looked through once', () => {
  const started = process.cpuUsage().user
  expect(excessOf(`[${'0.'.repeat(2_000_000)}1]`)).toBeNull()
  expect((process.cpuUsage().user - started) / 1e6).toBeLessThan(2)
})
