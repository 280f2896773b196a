import { maskedCrc32c } from '../ingest/tfrecord.ts'

/** A record as it is written; numbers go into the file unchecked, so that a test can write bad ones. */
export interface WrittenRecord {
  readonly moduleHash: string
  readonly epochs: number
  readonly adjacency: string
  readonly operations: string
  readonly trainableParameters: number
  readonly totalTime?: number
  readonly evaluations: readonly WrittenEvaluation[]
}

export interface WrittenEvaluation {
  readonly currentEpoch: number
  readonly trainingTime: number
  readonly trainAccuracy: number
  readonly validationAccuracy: number
  readonly testAccuracy: number
}

/** Data between a TFRecord's checksums. */
export function tfRecord(data: Buffer): Buffer {
  const framed = Buffer.alloc(data.length + 16)
  framed.writeBigUInt64LE(BigInt(data.length), 0)
  framed.writeUInt32LE(maskedCrc32c(framed.subarray(0, 8)), 8)
  data.copy(framed, 12)
  framed.writeUInt32LE(maskedCrc32c(data), data.length + 12)
  return framed
}

/** One record in the format of NASBench-101's files, framing included. */
export function nasbench101Record(record: WrittenRecord): Buffer {
  const { moduleHash, epochs, adjacency, operations } = record
  const metrics = modelMetrics(record).toString('base64')
  // Python's json.dumps puts a blank after each comma.
  const json = `["${moduleHash}", ${epochs}, "${adjacency}", "${operations}", "${metrics}"]`
  return tfRecord(Buffer.from(json, 'latin1'))
}

function modelMetrics({ evaluations, trainableParameters, totalTime }: WrittenRecord): Buffer {
  const bytes = Buffer.alloc(47 * evaluations.length + 16)
  let at = 0
  const tag = (field: number, wireType: number) => {
    bytes[at++] = (field << 3) | wireType
  }
  const double = (field: number, value: number) => {
    tag(field, 1)
    at = bytes.writeDoubleLE(value, at)
  }
  for (const data of evaluations) {
    tag(1, 2)
    bytes[at++] = 45
    double(1, data.currentEpoch)
    double(2, data.trainingTime)
    double(3, data.trainAccuracy)
    double(4, data.validationAccuracy)
    double(5, data.testAccuracy)
  }
  tag(2, 0)
  let rest = trainableParameters
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes[at++] = (rest % 128) | 128
  bytes[at++] = rest
  if (totalTime !== undefined) double(3, totalTime)
  return bytes.subarray(0, at)
}
