import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { nasbench101Record, type WrittenRecord } from '../../../bench/nasbench101-record.ts'
import { cellFromStrings, nasbench101RecordReader } from '../../../instances/cifar10/record.ts'
import { formOf, matrixOf, operationsOf } from '../../../space/cell.ts'
import { complexity } from '../../../space/complexity.ts'
import { isomorphicForms } from '../../../space/isomorphic-forms.ts'
import type { Space } from '../../../space/space.ts'
import { drawnCells, parsedOrNull } from '../../support/cells.ts'
import { testSpace } from '../../support/space.ts'

const evaluation = (currentEpoch: number, correct: number) => ({
  currentEpoch,
  trainingTime: currentEpoch * 10.5,
  trainAccuracy: Math.fround((correct + 100) / 9984),
  validationAccuracy: Math.fround(correct / 9984),
  testAccuracy: Math.fround((correct - 10) / 9984),
})
const FINAL = evaluation(108, 9000)

// The Inception-like cell of NASBench-101's README, with its published count, and made-up metrics.
const RECORD: WrittenRecord = {
  moduleHash: '28cfc7874f6d200472e1a9dcd8650aa0',
  epochs: 108,
  adjacency: '0111100000000100000010000001000001000000010000000',
  operations:
    'input,conv3x3-bn-relu,conv1x1-bn-relu,maxpool3x3,conv3x3-bn-relu,conv3x3-bn-relu,output',
  trainableParameters: 2_694_282,
  evaluations: [evaluation(0, 1000), evaluation(54, 7000), FINAL],
}

const withFinal = (change: Partial<typeof FINAL>) => ({
  evaluations: [...RECORD.evaluations.slice(0, 2), { ...FINAL, ...change }],
})

/** An architecture in all its labelled forms, each with the parameter count of its own matrix. */
function formsOf(architectureId: number) {
  const shape = { height: 32, width: 32, channels: 3, classes: 10 }
  return isomorphicForms(space.cellOf(architectureId)).map((cell) => ({
    moduleHash: space.hashOf(architectureId),
    adjacency: matrixOf(cell).flat().join(''),
    operations: operationsOf(cell).join(),
    trainableParameters: complexity(cell, shape).trainableParameters,
  }))
}

let space: Space
beforeAll(async () => {
  space = await testSpace()
})

const dataOf = (change: Partial<WrittenRecord> = {}) =>
  nasbench101Record({ ...RECORD, ...change }).subarray(12, -4)
const read = (data: Buffer) => nasbench101RecordReader(space)(data)
const reasonOf = (data: Buffer) => {
  const result = read(data)
  return 'reason' in result ? result.reason : 'accepted'
}

describe('nasbench101RecordReader', () => {
  it('reads architecture, budget and both evaluations of a right record', () => {
    expect(read(dataOf())).toMatchObject({
      architectureId: space.idOfHash(RECORD.moduleHash),
      epochs: 108,
      halfway: evaluation(54, 7000),
      final: FINAL,
    })
  })

  it('keeps the form of a matrix that is not its architecture’s representative', () => {
    const id = space.idOfHash(RECORD.moduleHash)
    const representative = formOf(space.cellOf(id))
    const forms = formsOf(id).map((record) => {
      const cell = cellFromStrings(record.adjacency, record.operations)
      if (cell === null) throw new Error('A form of a whole cell is whole.')
      return { form: formOf(cell), data: dataOf(record) }
    })
    expect(forms.length).toBeGreaterThan(1)
    for (const { form, data } of forms) {
      expect(read(data)).toMatchObject({
        architectureId: id,
        form: form === representative ? null : form,
      })
    }
  })

  it('compares the parameter count with the published matrix, not with another form of it', () => {
    const counts = (id: number) => new Set(formsOf(id).map((form) => form.trainableParameters))
    let id = 0
    while (counts(id).size === 1) id++
    const reader = nasbench101RecordReader(space)
    const forms = formsOf(id)
    for (const form of [...forms, ...forms]) {
      expect(reader(dataOf(form))).toMatchObject({ architectureId: id })
      for (const trainableParameters of counts(id)) {
        if (trainableParameters === form.trainableParameters) continue
        expect(reader(dataOf({ ...form, trainableParameters }))).toHaveProperty('reason')
      }
    }
  })

  it.each([
    [
      'another architecture’s hash',
      { moduleHash: '00005c142e6f48ac74fdcf73e3439874' },
      'give 28cfc7874f6d200472e1a9dcd8650aa0',
    ],
    [
      'a hash of no architecture',
      { moduleHash: '0'.repeat(32) },
      'give 28cfc7874f6d200472e1a9dcd8650aa0',
    ],
    [
      'a wrong parameter count',
      { trainableParameters: 2_694_283 },
      'it states 2694283 trainable parameters, but its matrix and operations give 2694282',
    ],
    [
      'an unknown budget',
      { epochs: 100 },
      'its budget is 100 epochs; NASBench-101 has 4, 12, 36, 108',
    ],
    [
      'a budget that its evaluations are not of',
      { epochs: 36 },
      'its halfway evaluation is of epoch 54, not 18',
    ],
    [
      'one evaluation too few',
      { evaluations: RECORD.evaluations.slice(0, 2) },
      'it holds 2 evaluations',
    ],
    [
      'one evaluation too many',
      { evaluations: [...RECORD.evaluations, FINAL] },
      'it holds 4 evaluations',
    ],
    [
      'an accuracy above 1',
      withFinal({ testAccuracy: 1.5 }),
      'its final test accuracy is 1.5, not a fraction from 0 to 1',
    ],
    [
      'a negative accuracy',
      withFinal({ trainAccuracy: -0.25 }),
      'its final train accuracy is -0.25, not a fraction',
    ],
    [
      'an accuracy that is no number',
      withFinal({ validationAccuracy: Number.NaN }),
      'its final validation accuracy is NaN',
    ],
    [
      'an accuracy that is not k/9984',
      withFinal({ validationAccuracy: 0.9 }),
      'its final validation accuracy is 0.9, no float32 of k/9984; the nearest is 0.900040',
    ],
    [
      'k/9984 with more digits than a float32 has',
      withFinal({ validationAccuracy: 9000 / 9984 }),
      'no float32 of k/9984',
    ],
    [
      'a wrong accuracy halfway',
      {
        evaluations: RECORD.evaluations.map((data, at) =>
          at === 1 ? { ...data, trainAccuracy: 0.5001 } : data,
        ),
      },
      'its halfway train accuracy is 0.5001',
    ],
    [
      'a negative training time',
      withFinal({ trainingTime: -1 }),
      'its final training time is -1 seconds',
    ],
    [
      'an infinite training time',
      withFinal({ trainingTime: Number.POSITIVE_INFINITY }),
      'its final training time is Infinity seconds',
    ],
    ['an adjacency of no square', { adjacency: '01000' }, 'its adjacency "01000" is not'],
    ['an adjacency of other digits', { adjacency: '0200' }, 'its adjacency "0200" is not'],
    [
      'too few operations',
      { adjacency: '0100' },
      'The matrix has 2 rows and there are 7 operations',
    ],
    [
      'an unknown operation',
      { operations: RECORD.operations.replace('maxpool3x3', 'maxpool5x5') },
      'Operation 3 is "maxpool5x5"',
    ],
    [
      'an edge below the diagonal',
      { adjacency: `${'0'.repeat(7)}1${RECORD.adjacency.slice(8)}` },
      'upper triangle',
    ],
    [
      'a cell that prunes',
      { adjacency: RECORD.adjacency.replace('01111', '01110') },
      'of its 7 vertices only 5',
    ],
    [
      'a cell without a path',
      { adjacency: '0000', operations: 'input,output' },
      'No path leads from input to output',
    ],
  ] satisfies [string, Partial<WrittenRecord>, string][])('refuses %s', (_, change, reason) => {
    expect(reasonOf(dataOf(change))).toContain(reason)
  })

  it.each([
    ['text that is no JSON', '["28cf', 'it is no JSON'],
    ['an object', '{}', 'it is not [module_hash'],
    ['too few fields', '["28cf", 108]', 'it is not [module_hash'],
    ['an epochs string', '["28cf", "108", "", "", ""]', 'it is not [module_hash'],
  ])('refuses %s', (_, text, reason) => {
    expect(reasonOf(Buffer.from(text))).toContain(reason)
  })

  it('refuses metrics that are no message', () => {
    const text = dataOf()
      .toString()
      .replace(/"[^"]*"\]$/, '"CiEJ"]')
    expect(reasonOf(Buffer.from(text))).toContain('its metrics are no ModelMetrics message')
  })
})

describe('cellFromStrings', () => {
  it('agrees with parseCell: the cell where nothing prunes, null otherwise', () => {
    fc.assert(
      fc.property(drawnCells, (drawn) => {
        const parsed = parsedOrNull(drawn)
        const expected = parsed === null || parsed.pruned ? null : parsed.cell
        expect(cellFromStrings(drawn.matrix.flat().join(''), drawn.operations.join())).toEqual(
          expected,
        )
      }),
      { numRuns: 3000 },
    )
  })

  it.each([
    ['', ''],
    ['0', 'input'],
    ['0100', 'input,output '],
    ['010', 'input,output'],
    ['0110', 'input,output'],
    ['0100', 'output,input'],
    ['0'.repeat(64), 'input,output'],
  ])('is null for %j with %j', (adjacency, operations) => {
    expect(cellFromStrings(adjacency, operations)).toBeNull()
  })
})
