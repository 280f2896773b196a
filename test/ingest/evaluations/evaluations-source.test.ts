import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { cellOfForm } from '../../../space/cell.ts'
import { moduleHash } from '../../../space/module-hash.ts'
import { testSpace } from '../../support/space.ts'
import { collect } from '../helpers.ts'

import {
  DESCRIPTION,
  HASH,
  MATRIX_TEXT,
  NESTED_MATRIX,
  OPERATIONS,
  open,
  PARAMETERS,
  read,
} from './own-evaluations.ts'

const LONG_TABLE = `hash,epochs,val,kappa,ms\n${Array.from({ length: 5000 }, (_, at) => `${HASH},4,${at / 7777},,\n`).join('')}`

function reasons({ rejections }: { rejections: { where: string; reason: string }[] }) {
  return rejections.map(({ where, reason }) => `${where}: ${reason}`)
}

const space = await testSpace()

describe('a CSV table', () => {
  it('gives evaluations by hash, missing values as null and exact numbers', async () => {
    const { evaluations, rejections } = await read(
      `hash,epochs,val,kappa,ms\n${HASH},108,0.1234567890123456,-0.5,\n${HASH},36,1,,1e-3\n`,
    )
    expect(rejections).toEqual([])
    const common = {
      architectureId: space.idOfHash(HASH),
      form: null,
      run: 0,
      sourceFile: 0,
      sampleGroup: null,
    }
    expect(evaluations).toEqual([
      { ...common, epochs: 108, values: [0.1234567890123456, null, -0.5, null] },
      { ...common, epochs: 36, values: [1, null, null, 0.001] },
    ])
  })

  it('is the same with a byte order mark, CRLF, blank lines and in gzip', async () => {
    const plain = `hash,epochs,val,kappa,ms\n${HASH},4,0.5,0,1\n`
    const expected = (await read(plain)).evaluations
    expect(expected).toHaveLength(1)
    const marked = `\uFEFF${plain.replaceAll('\n', '\r\n\r\n')}`
    expect((await read(marked)).evaluations).toEqual(expected)
    expect((await read(gzipSync(plain), { name: 'table.csv.gz' })).evaluations).toEqual(expected)
    expect((await read(gzipSync(marked), { name: 'table' })).evaluations).toEqual(expected)
  })

  it('may end its lines in different ways', async () => {
    const row = `${HASH},4,0.5,0,1`
    const table = `hash,epochs,val,kappa,ms\r\n${row}\n${row}\r${row}\r\n${row},\n`
    const { evaluations, rejections } = await read(table)
    expect(evaluations.map(({ run }) => run)).toEqual([0, 1, 2])
    expect(reasons({ rejections })).toEqual(['line 5: it has 6 fields where the header has 5'])
  })

  it('checks hash, matrix and parameter count against each other', async () => {
    const header = 'hash,matrix,operations,trainableParameters,epochs,val,kappa,ms\n'
    const row = (hash: string, parameters: number) =>
      `${hash},${MATRIX_TEXT},"${OPERATIONS.join()}",${parameters},4,0.5,0,1\n`
    const other = '00005c142e6f48ac74fdcf73e3439874'
    const result = await read(
      header + row(HASH, PARAMETERS) + row(other, PARAMETERS) + row(HASH, 1) + row('', PARAMETERS),
    )
    expect(reasons(result)).toEqual([
      `line 3: the module hash ${other} is written, but the matrix has ${HASH}`,
      `line 4: 1 trainable parameters are written, but the cell has ${PARAMETERS} with 3 channels and 10 classes`,
    ])
    expect(result.evaluations.map(({ run }) => run)).toEqual([0, 1])
  })

  it('keeps the form of a matrix that is not the representative, pruned', async () => {
    // Both orders of two different operations in a row between input and output side by side.
    const matrix = ['01100', '00001', '00001', '00000', '00000'].join('')
    const rows = ['conv1x1-bn-relu,maxpool3x3', 'maxpool3x3,conv1x1-bn-relu'].map(
      (operations) => `${matrix},"input,${operations},conv3x3-bn-relu,output",4,0.5,0,1\n`,
    )
    const { evaluations } = await read(`matrix,operations,epochs,val,kappa,ms\n${rows.join('')}`)
    const [first, second] = evaluations
    expect(first?.architectureId).toBe(second?.architectureId)
    const forms = evaluations.map(({ form }) => form)
    expect(forms.filter((form) => form === null)).toHaveLength(1)
    const other = cellOfForm(forms.find((form) => form !== null) ?? 0)
    expect(other.vertices).toBe(4)
    expect(moduleHash(other)).toBe(space.hashOf(first?.architectureId ?? -1))
    expect(other).not.toEqual(space.cellOf(first?.architectureId ?? -1))
  })

  it('rejects rows with line and reason and reads the others', async () => {
    const rows = [
      `${HASH},4,1.01,,`,
      `${HASH},4,,-1.5,`,
      `${HASH},4,,,-1`,
      `${HASH},4,nan,,`,
      `${HASH},4,1e999,,`,
      `${HASH},4,,,`,
      `${HASH},,0.5,,`,
      `${HASH},4.5,0.5,,`,
      `${HASH},0,0.5,,`,
      `${HASH.toUpperCase()},4,0.5,,`,
      `,4,0.5,,`,
      `${HASH},4,0.5,0.5`,
      `${HASH},4,0.5,0.5,1`,
    ]
    const result = await read(`hash,epochs,val,kappa,ms\n${rows.join('\n')}\n`)
    expect(reasons(result)).toEqual([
      'line 2: val is 1.01; a fraction is from 0 to 1',
      'line 3: kappa is -1.5; a coefficient is from -1 to 1',
      'line 4: ms is -1; it must not be negative',
      'line 5: val is "nan", not a finite number',
      'line 6: val is "1e999", not a finite number',
      'line 7: it has no measured value',
      'line 8: epochs is missing',
      'line 9: epochs is 4.5, not a whole number from 1 to 32767',
      'line 10: epochs is 0, not a whole number from 1 to 32767',
      expect.stringContaining(`line 11: hash is "${HASH.toUpperCase()}", but module hashes are`),
      'line 12: there is neither a module hash nor a matrix',
      'line 13: it has 4 fields where the header has 5',
    ])
    expect(result.evaluations).toHaveLength(1)
  })

  it('rejects cells that are none', async () => {
    const row = (matrix: string, operations: string) => `${matrix},"${operations}",4,0.5,,\n`
    const result = await read(
      `matrix,operations,epochs,val,kappa,ms\n${[
        row('01x0', 'input,output'),
        row('010', 'input,output'),
        row('0000', 'input,output'),
        row('0110', 'input,output'),
        row('010001000', 'input,conv5x5,output'),
        row('', 'input,output'),
        row('0100', ''),
      ].join('')}`,
    )
    const expected = [
      'line 2: the matrix "01x0" is not vertices × vertices characters',
      'line 3: the matrix "010" is not vertices × vertices characters',
      'line 4: the cell is invalid (disconnected)',
      'line 5: the cell is invalid (not_upper_triangular)',
      'line 6: the cell is invalid (unknown_operation)',
      'line 7: there are operations without a matrix',
      'line 8: there is a matrix without operations',
    ]
    const found = reasons(result)
    expect(found.map((reason, at) => reason.slice(0, expected[at]?.length))).toEqual(expected)
  })

  it('numbers isomorphic duplicates as runs in the order of the files', async () => {
    const header = 'hash,matrix,operations,epochs,val,kappa,ms\n'
    const byHash = `${header}${HASH},,,4,0.25,,\n${HASH},,,12,0.5,,\n`
    const byMatrix = `${header},${MATRIX_TEXT},"${OPERATIONS.join()}",4,0.75,,\n`
    const { evaluations } = await read(byHash, { more: [byMatrix] })
    const runs = evaluations.map(({ epochs, run, sourceFile, values }) => [
      epochs,
      run,
      sourceFile,
      values[0],
    ])
    expect(runs).toEqual([
      [4, 0, 0, 0.25],
      [12, 0, 0, 0.5],
      [4, 1, 1, 0.75],
    ])
  })

  it('refuses the same run twice', async () => {
    const result = await read(
      `hash,epochs,run,val,kappa,ms\n${HASH},4,0,0.5,,\n${HASH},4,1,0.5,,\n${HASH},4,0,0.5,,\n`,
    )
    expect(reasons(result)).toEqual([
      'line 4: run 0 at 4 epochs of its architecture is there already',
    ])
  })

  it('is refused twice, whatever it is called', async () => {
    const table = `hash,epochs,val,kappa,ms\n${HASH},4,0.5,,\n`
    await expect(open(table, { more: [table] })).rejects.toThrow(
      /table.csv and \S+1-table.csv: the two are the same file. Give it once/,
    )
  })

  it('names the columns that it ignores', async () => {
    const { lines } = await read(`hash,epochs,val,kappa,ms,colour\n${HASH},4,0.5,,,red\n`)
    expect(lines).toEqual(['table.csv: ignored columns: colour'])
  })

  it('is refused without a column that is needed, all of them named at once', async () => {
    const description = { ...DESCRIPTION, run: 'repeat' }
    await expect(open('id,val,ms\n', { description, more: ['hash,epochs,val\n'] })).rejects.toThrow(
      /table.csv: there is no column kappa; .*column epochs; .*column repeat; .*neither a column hash nor both matrix and operations; 1-table.csv: there is no column kappa; .*column ms/,
    )
  })

  it('is refused with the column that was probably meant, and an example of what to write', async () => {
    const description = { ...DESCRIPTION, hash: 'module_hash' }
    await expect(open('moduleHash,epochs,val,kapa,ms\n', { description })).rejects.toThrow(
      'there is no column kappa (did you mean kapa?); table.csv: there is no column module_hash (did you mean moduleHash?)',
    )
    await expect(open('id,epochs,val,kappa,ms\n')).rejects.toThrow(
      'there is neither a column hash nor both matrix and operations. Name each column in the description as the file calls it, for example "hash": "module_hash"',
    )
  })

  it.each([
    ['an empty file', '', /it is empty/],
    ['two columns of one name', 'hash,epochs,val,val\n', /two columns are called val/],
    [
      'a quote that never ends',
      `hash,epochs,val,kappa,ms\n${HASH},4,"0.5,,\n`,
      /line 2: Quote Not Closed/,
    ],
    ['text that is not UTF-8', Buffer.from([0x68, 0xff, 0xfe, 0x0a]), /not UTF-8/],
    ['a cut gzip file', gzipSync(LONG_TABLE).subarray(0, -100), /the gzip file is cut/],
  ])('stops at %s', async (_, table, reason) => {
    await expect(read(table)).rejects.toThrow(reason)
  })

  it('goes on after the position it had come to, with the same run numbers', async () => {
    const row = `${HASH},4,0.5,,\n`
    const { source } = await open(`hash,epochs,val,kappa,ms\n${row.repeat(1000)}`)
    const { evaluations, positions } = await collect(source, 998)
    expect(positions).toEqual([999, 1000])
    expect(evaluations.map(({ run }) => run)).toEqual([998, 999])
  })
})

describe('a JSONL table', () => {
  const line = (fields: object) => `${JSON.stringify(fields)}\n`
  const good = {
    matrix: NESTED_MATRIX,
    operations: OPERATIONS,
    epochs: 4,
    val: 0.5,
    kappa: 0,
    ms: 1,
  }

  it('gives the same evaluations as CSV, with nested lists or with text', async () => {
    const csv = await read(
      `matrix,operations,epochs,val,kappa,ms\n${MATRIX_TEXT},"${OPERATIONS.join()}",4,0.5,0,1\n`,
    )
    expect(csv.evaluations).toHaveLength(1)
    const texts = { ...good, matrix: MATRIX_TEXT, operations: OPERATIONS.join() }
    for (const fields of [good, texts]) {
      const result = await read(line(fields), { name: 'table.jsonl' })
      expect(result.rejections).toEqual([])
      expect(result.evaluations).toEqual(csv.evaluations)
    }
  })

  it('rejects lines that are no objects or hold other kinds of values', async () => {
    const table = [
      '[1]\n',
      '{"epochs": 4,\n',
      '\n',
      line({ ...good, val: true }),
      line({ ...good, matrix: 5 }),
      line({ ...good, matrix: [[0, '1']] }),
      line({ ...good, operations: [1, 2] }),
      line({ ...good, hash: 5 }),
      line({ ...good, val: null }),
    ]
    const result = await read(table.join(''), { name: 'table.ndjson' })
    const expected = [
      'line 1: it is JSON, but no object',
      'line 2: it is not JSON',
      'line 4: val is true, not a finite number',
      'line 5: the matrix 5 is no list of rows',
      'line 6: the matrix [[0,"1"]] is no list of rows',
      'line 7: the operations [1,2] are no list of names',
      'line 8: hash is 5: a spreadsheet or a table reader took the hash for a number',
    ]
    const found = reasons(result)
    expect(found.map((reason, at) => reason.slice(0, expected[at]?.length))).toEqual(expected)
    expect(result.evaluations).toHaveLength(1)
  })

  it.each(['\n', '\r\n', '\r'])('may end its lines with %j, wherever it is cut', async (end) => {
    // The first end begins with the last byte of the first piece that is read.
    const first = JSON.stringify(good).padEnd(65_535)
    const table = [first, JSON.stringify(good), '', '[1]', ''].join(end)
    const { evaluations, rejections } = await read(table, { name: 'table.jsonl' })
    expect(evaluations).toHaveLength(2)
    expect(reasons({ rejections })).toEqual(['line 4: it is JSON, but no object'])
  })

  it('is refused when no line has a declared column', async () => {
    const { ms, ...without } = good
    await expect(read(line(without), { name: 'table.jsonl' })).rejects.toThrow(
      `table.jsonl: there is no column ${Object.keys({ ms }).join()}`,
    )
  })

  it('stops at a line that never ends', async () => {
    const endless = `{"a": "${'x'.repeat(3_000_000)}"}`
    await expect(read(endless, { name: 'table.jsonl' })).rejects.toThrow('more than 1048576')
  })
})
