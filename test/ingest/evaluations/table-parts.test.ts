import { describe, expect, it } from 'vitest'
import { DESCRIPTION, HASH, open, read } from './own-evaluations.ts'

const TABLE = `hash,epochs,series,val,kappa
${HASH},4,b,0.1,0.01
${HASH},4,a,0.2,0.02
${HASH},4,c,0.3,0.03
${HASH},4,b,0.4,0.04
`
const columns = { val: 'overallAccuracy.validation', kappa: 'kappa' }
const parts = [{ where: { series: 'a' } }, { where: { series: 'b' }, without: ['kappa'] }]
const description = { ...DESCRIPTION, columns, parts }

describe('parts of a description', () => {
  it('number runs part by part, leave columns out and tell how many rows are in none', async () => {
    const { evaluations, rejections, lines, positions } = await read(TABLE, { description })
    expect(rejections).toEqual([])
    expect(evaluations.map(({ run, values }) => [run, ...values])).toEqual([
      [0, 0.2, null, 0.02, null],
      [1, 0.1, null, null, null],
      [2, 0.4, null, null, null],
    ])
    expect(positions).toEqual([1, 2, 3])
    expect(lines).toContain(
      'table.csv: 1 rows belong to no part of the description; they are ignored',
    )
  })

  it('read JSONL alike, and reject a line that is no JSON once', async () => {
    const table = `{"hash":"${HASH}","epochs":4,"series":"b","val":0.1,"kappa":0}
oops
{"hash":"${HASH}","epochs":4,"series":"a","val":0.2,"kappa":0}
`
    const { evaluations, rejections } = await read(table, { description, name: 'table.jsonl' })
    expect(evaluations.map(({ run, values }) => [run, values[0]])).toEqual([
      [0, 0.2],
      [1, 0.1],
    ])
    expect(rejections.map(({ where }) => where)).toEqual(['line 2'])
  })

  it('are refused where they leave out what is no measured column', async () => {
    const wrong = { ...description, parts: [{ where: { series: 'a' }, without: ['vla'] }] }
    await expect(open(TABLE, { description: wrong })).rejects.toThrow(
      'parts[0] leaves out vla, which is not in columns',
    )
  })

  it('are refused where the column that selects is missing', async () => {
    const wrong = { ...description, parts: [{ where: { serie: 'a' } }] }
    await expect(open(TABLE, { description: wrong })).rejects.toThrow('there is no column serie')
  })
})
