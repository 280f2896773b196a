import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ModelMetricsError, readModelMetrics } from '../../../instances/cifar10/model-metrics.ts'

const read = (bytes: readonly number[]) =>
  readModelMetrics(new DataView(Uint8Array.from(bytes).buffer))

function double(value: number): number[] {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleLE(value)
  return [...bytes]
}

// current_epoch 54, test_accuracy 0.25; then parameters 300 and total_time 1.5.
const EVALUATION = [0x09, ...double(54), 0x29, ...double(0.25)]
const MESSAGE = [0x0a, EVALUATION.length, ...EVALUATION, 0x10, 0xac, 0x02, 0x19, ...double(1.5)]

describe('readModelMetrics', () => {
  it('reads the fields by their published numbers; what is missing is NaN', () => {
    expect(read(MESSAGE)).toEqual({
      evaluations: [
        {
          currentEpoch: 54,
          trainingTime: Number.NaN,
          trainAccuracy: Number.NaN,
          validationAccuracy: Number.NaN,
          testAccuracy: 0.25,
        },
      ],
      trainableParameters: 300,
    })
  })

  it('keeps the order of the evaluations', () => {
    const evaluation = (epoch: number) => [0x0a, 9, 0x09, ...double(epoch)]
    const { evaluations } = read([...evaluation(0), ...evaluation(54), ...evaluation(108)])
    expect(evaluations.map(({ currentEpoch }) => currentEpoch)).toEqual([0, 54, 108])
  })

  it('skips unknown fields of every wire type, in both messages', () => {
    const unknown = [
      ...[0xa0, 0x06, 0xff, 0xff, 0x03],
      ...[0xa1, 0x06, ...double(1)],
      ...[0xa2, 0x06, 3, 1, 2, 3],
      ...[0xa5, 0x06, 1, 2, 3, 4],
    ]
    const checkpointPath = [0x32, 5, ...Buffer.from('/path')]
    const evaluation = [...unknown, ...EVALUATION, ...checkpointPath]
    expect(
      read([...unknown, 0x0a, evaluation.length, ...evaluation, ...MESSAGE.slice(20)]),
    ).toEqual(read(MESSAGE))
  })

  it('reads a negative int32, which takes ten bytes', () => {
    const minusOne = [255, 255, 255, 255, 255, 255, 255, 255, 255, 1]
    expect(read([0x10, ...minusOne]).trainableParameters).toBe(-1)
  })

  it.each([
    ['a number of eleven bytes', [0x10, ...Array<number>(10).fill(0x80), 1]],
    ['the end of a group', [0x0c]],
    ['a double that runs past its evaluation', [0x0a, 3, 0x09, 1, 2, ...double(1)]],
    ['a number that runs past its evaluation', [0x0a, 2, 0x30, 0x80, 0x01]],
    ['an evaluation that runs past the message', [0x0a, 200, 0x09, ...double(1)]],
    ['a skipped field that runs past the message', [0xa2, 0x06, 0xff, 0xff, 0xff, 0xff, 0x0f, 1]],
  ])('refuses %s', (_, bytes) => {
    expect(() => read(bytes)).toThrow(ModelMetricsError)
  })

  it('refuses a message that is cut inside a field', () => {
    const whole = [0, 20, 23]
    for (let length = 1; length < MESSAGE.length; length++) {
      if (whole.includes(length)) continue
      expect(() => read(MESSAGE.slice(0, length)), `${length} bytes`).toThrow(ModelMetricsError)
    }
  })

  it('ends on any bytes, in a message or in ModelMetricsError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          readModelMetrics(new DataView(bytes.buffer, bytes.byteOffset, bytes.length))
        } catch (error) {
          expect(error).toBeInstanceOf(ModelMetricsError)
        }
      }),
      { numRuns: 2000 },
    )
  })
})
