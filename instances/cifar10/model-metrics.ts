/** What was measured at one point of a training; NaN where the file says nothing. */
export interface EvaluationData {
  currentEpoch: number
  /** Seconds of training up to this point. */
  trainingTime: number
  trainAccuracy: number
  validationAccuracy: number
  testAccuracy: number
}

export interface ModelMetrics {
  /** Start, halfway, end of the training. */
  readonly evaluations: EvaluationData[]
  trainableParameters: number
}

/** Bytes that are no ModelMetrics message. */
export class ModelMetricsError extends Error {
  override readonly name = 'ModelMetricsError'
}

const VARINT = 0
const FIXED64 = 1
const LENGTH_DELIMITED = 2
const FIXED32 = 5

/**
 * Reads NASBench-101's protobuf message `ModelMetrics`; unknown fields are skipped. By hand: two
 * fixed messages need no library, and this costs a fraction of a microsecond a record.
 * Format: google-research/nasbench, nasbench/lib/model_metrics.proto.
 * @throws ModelMetricsError
 */
export function readModelMetrics(bytes: DataView, length = bytes.byteLength): ModelMetrics {
  const cursor = new Cursor(bytes, length)
  const metrics: ModelMetrics = { evaluations: [], trainableParameters: 0 }
  while (cursor.position < length) {
    const tag = cursor.varint()
    switch (tag) {
      case (1 << 3) | LENGTH_DELIMITED:
        metrics.evaluations.push(readEvaluation(cursor, cursor.lengthDelimitedEnd()))
        break
      case (2 << 3) | VARINT:
        metrics.trainableParameters = cursor.varint() | 0
        break
      default:
        cursor.skip(tag, length)
    }
  }
  return metrics
}

function readEvaluation(cursor: Cursor, end: number): EvaluationData {
  const data: EvaluationData = {
    currentEpoch: Number.NaN,
    trainingTime: Number.NaN,
    trainAccuracy: Number.NaN,
    validationAccuracy: Number.NaN,
    testAccuracy: Number.NaN,
  }
  while (cursor.position < end) {
    const tag = cursor.varint()
    switch (tag) {
      case (1 << 3) | FIXED64:
        data.currentEpoch = cursor.double(end)
        break
      case (2 << 3) | FIXED64:
        data.trainingTime = cursor.double(end)
        break
      case (3 << 3) | FIXED64:
        data.trainAccuracy = cursor.double(end)
        break
      case (4 << 3) | FIXED64:
        data.validationAccuracy = cursor.double(end)
        break
      case (5 << 3) | FIXED64:
        data.testAccuracy = cursor.double(end)
        break
      default:
        cursor.skip(tag, end)
    }
  }
  if (cursor.position > end) throw new ModelMetricsError('a field runs past the end of its message')
  return data
}

class Cursor {
  readonly #bytes: DataView
  readonly #length: number
  position = 0

  constructor(bytes: DataView, length: number) {
    this.#bytes = bytes
    this.#length = length
  }

  /** The low 32 bits, unsigned, of a varint of at most ten bytes. */
  varint(): number {
    let value = 0
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.position >= this.#length) throw new ModelMetricsError('the message ends in a number')
      const byte = this.#bytes.getUint8(this.position++)
      if (shift < 32) value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value >>> 0
    }
    throw new ModelMetricsError('a number has more than ten bytes')
  }

  double(end: number): number {
    const at = this.#advance(8, end)
    return this.#bytes.getFloat64(at, true)
  }

  lengthDelimitedEnd(): number {
    const length = this.varint()
    if (length > this.#length - this.position) {
      throw new ModelMetricsError('a field runs past the end of its message')
    }
    return this.position + length
  }

  skip(tag: number, end: number): void {
    switch (tag & 7) {
      case VARINT:
        this.varint()
        break
      case FIXED64:
        this.#advance(8, end)
        break
      case LENGTH_DELIMITED:
        this.#advance(this.varint(), end)
        break
      case FIXED32:
        this.#advance(4, end)
        break
      default:
        throw new ModelMetricsError(`wire type ${tag & 7} of field ${tag >>> 3} is unknown`)
    }
  }

  #advance(bytes: number, end: number): number {
    const at = this.position
    if (bytes > end - at) throw new ModelMetricsError('a field runs past the end of its message')
    this.position = at + bytes
    return at
  }
}
