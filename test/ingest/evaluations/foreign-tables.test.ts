import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { DESCRIPTION, HASH, INSTANCE, open, read } from './own-evaluations.ts'

const ROWS = `hash,epochs,val,kappa,ms,città\n${HASH},4,0.5,-.25,1.5,Zürich\n`
const said = (more: object) => ({ description: { ...DESCRIPTION, ...more } })
const utf16 = (text: string, mark = '\uFEFF') => Buffer.from(mark + text, 'utf16le')

async function valuesOf(table: string | Uint8Array, description: object) {
  const { evaluations, rejections } = await read(table, said(description))
  expect(rejections).toEqual([])
  return evaluations.map(({ values }) => values)
}

describe('a table that is written otherwise', () => {
  it('with semicolons and decimal commas names the keys to set, and is read with them', async () => {
    const table = `hash;epochs;val;kappa;ms\n${HASH};4;0,5;-,25;1,5\n`
    await expect(open(table)).rejects.toThrow(
      'table.csv, line 1: the columns are separated by semicolons, not commas. Set "separator": ";" in the description. If numbers are written as 0,5, also set "decimal": ",".',
    )
    const { rejections } = await read(table, said({ separator: ';' }))
    expect(rejections.map(({ reason }) => reason)).toEqual([
      'val is "0,5", not a finite number: set "decimal": "," in the description',
    ])
    const description = { separator: ';', decimal: ',' }
    expect(await valuesOf(table, description)).toEqual([[0.5, null, -0.25, 1.5]])
    await expect(open(ROWS, said(description))).rejects.toThrow('Set "separator": "," in')
  })

  it('with tabs names the key to set, and is read with it', async () => {
    const table = ROWS.replaceAll(',', '\t')
    await expect(open(table)).rejects.toThrow('Set "separator": "\\t" in the description.')
    expect(await valuesOf(table, { separator: '\t' })).toEqual([[0.5, null, -0.25, 1.5]])
  })

  it('in Latin-1 names the key to set, and is read with it', async () => {
    const table = Buffer.from(ROWS, 'latin1')
    await expect(read(table)).rejects.toThrow(
      'the text is not UTF-8. If it is Latin-1 (Windows-1252), set "encoding": "latin1" in the description. Else save the file in UTF-8.',
    )
    expect(await valuesOf(table, { encoding: 'latin1' })).toEqual([[0.5, null, -0.25, 1.5]])
  })

  it.each([
    ['little-endian', 'utf-16le', utf16(ROWS)],
    ['little-endian without a mark', 'utf-16le', utf16(ROWS, '')],
    ['big-endian', 'utf-16be', utf16(ROWS).swap16()],
    ['big-endian without a mark, packed', 'utf-16be', gzipSync(utf16(ROWS, '').swap16())],
  ])('in UTF-16, %s, names the key to set, and is read with it', async (_, encoding, table) => {
    await expect(read(table)).rejects.toThrow(
      `the text is UTF-16. Set "encoding": "${encoding}" in the description, or save the file in UTF-8.`,
    )
    expect(await valuesOf(table, { encoding })).toEqual([[0.5, null, -0.25, 1.5]])
  })

  it.each([
    ['table.xlsx', 'PK\x03\x04', 'an Excel workbook (.xlsx) or another ZIP archive'],
    ['table.xls', '\xd0\xcf\x11\xe0', 'an old Excel workbook (.xls)'],
    ['table.csv', 'PAR1', 'a Parquet file'],
  ])('that is no text, as %s, says what to save it as', async (name, start, what) => {
    const table = Buffer.from(`${start}\x00\x00\xff\xff`, 'latin1')
    await expect(open(table, { name })).rejects.toThrow(
      new RegExp(`${name}: this is ${what.replace(/[().]/g, '\\$&')}.*as CSV`),
    )
  })
})

describe('a module hash', () => {
  const reasonOf = async (hash: string) => {
    const { rejections } = await read(`hash,epochs,val,kappa,ms\n${hash},4,0.5,,\n`)
    return rejections[0]?.reason
  }

  it('in upper case is refused with the column to convert', async () => {
    expect(await reasonOf(HASH.toUpperCase())).toBe(
      `hash is "${HASH.toUpperCase()}", but module hashes are lower-case: convert the column that "hash" names to lower case`,
    )
  })

  it('that was cut is refused with its length', async () => {
    expect(await reasonOf(HASH.slice(0, 12))).toBe(
      'hash is "28cfc7874f6d" with 12 digits, but a module hash has 32: it was cut. Write the column that "hash" names in full, or name the columns of the cell with "matrix" and "operations" in the description',
    )
    expect(await reasonOf(`${HASH}0`)).toContain('33 digits, but a module hash has 32: it has too')
  })

  it.each(['2.8E+31', '1.23457e+31', '4,2E+30', '28000000000000000000000000000000.0', 'inf', '28'])(
    'that a spreadsheet made a number, %s, is refused with what to do',
    async (hash) => {
      const { rejections } = await read(`hash,epochs,val,kappa,ms\n"${hash}",4,0.5,,\n`)
      expect(rejections[0]?.reason).toBe(
        `hash is "${hash}": a spreadsheet or a table reader took the hash for a number, and its digits are lost. Export the column that "hash" names as text, or name the columns of the cell with "matrix" and "operations" in the description`,
      )
    },
  )

  it('that is a number in JSONL is refused so too, and any other text by its form', async () => {
    const line = JSON.stringify({ hash: 2.8e31, epochs: 4, val: 0.5 })
    const { rejections } = await read(`${line}\n`, { name: 'table.jsonl' })
    expect(rejections[0]?.reason).toContain('hash is 2.8e+31: a spreadsheet or a table reader')
    expect(await reasonOf('cell-17')).toContain(
      'hash is "cell-17", not a module hash of 32 hexadecimal digits: name another column with "hash"',
    )
  })
})

describe('a unit that is none', () => {
  it.each([
    ['kWh', 'Did you mean kilowatt-hour?'],
    ['kilowatt hours', 'Did you mean kilowatt-hour?'],
    ['ms', 'Did you mean millisecond?'],
    ['Seconds', 'Did you mean second?'],
    ['s', 'Did you mean second?'],
    ['gCO2eq', 'Did you mean gram?'],
    ['%', 'Did you mean fraction? Divide the values of its columns by 100.'],
    ['joule', 'The units are fraction, coefficient,'],
  ])('is refused with the nearest one: %s', async (unit, hint) => {
    const metrics = [{ ...INSTANCE.metrics[0], unit }]
    const instance = { ...INSTANCE, metrics }
    const failure = open('hash,epochs,val\n', said({ instance }))
    await expect(failure).rejects.toThrow(`"unit" is ${JSON.stringify(unit)}. ${hint}`)
    await expect(failure).rejects.toThrow('at instance.metrics[0].unit')
  })
})
