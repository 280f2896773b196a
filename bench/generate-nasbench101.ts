import { createWriteStream } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { openSpace } from '../db/space-file.ts'
import { maskedCrc32c } from '../ingest/masked-crc32c.ts'
import { matrixOf, operationsOf } from '../space/cell.ts'
import { complexity } from '../space/complexity.ts'
import { ARCHITECTURE_COUNT, type Space } from '../space/space.ts'
import { readOptions, seed, wholeNumber } from './options.ts'

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

export interface GenerateOptions {
  readonly architectures: number
  readonly budgets: readonly number[]
  readonly seed: number
}

/** Coprime to 423,624 (2^3, 3, 19, 929): steps through all ids in a scattered order. */
const STRIDE = 262_147
const RUNS = 3

/**
 * Writes a file in the format and size of NASBench-101's: real architectures, hashes and parameter
 * counts, invented accuracies and times. Three runs a budget, far apart from each other.
 * @returns records written
 */
export async function generateNasbench101(
  path: string,
  { space, architectures, budgets, seed }: GenerateOptions & { space: Space },
): Promise<number> {
  const random = xoroshiro128plus(seed)
  const accuracy = () => Math.fround(uniformInt(random, 998, 9600) / 9984)
  const evaluation = (currentEpoch: number): WrittenEvaluation => ({
    currentEpoch,
    trainingTime: Math.fround(currentEpoch * (10 + uniformInt(random, 0, 10_000) / 1000)),
    trainAccuracy: accuracy(),
    validationAccuracy: accuracy(),
    testAccuracy: accuracy(),
  })
  let records = 0
  function* blocks() {
    for (let run = 0; run < RUNS; run++) {
      for (const epochs of budgets) {
        for (let from = 0; from < architectures; from += 1024) {
          const block: Buffer[] = []
          for (let step = from; step < Math.min(from + 1024, architectures); step++) {
            const id = (((step + run) % architectures) * STRIDE) % space.size
            const cell = space.cellOf(id)
            const record = nasbench101Record({
              moduleHash: space.hashOf(id),
              epochs,
              adjacency: matrixOf(cell).flat().join(''),
              operations: operationsOf(cell).join(),
              trainableParameters: complexity(cell, SHAPE).trainableParameters,
              totalTime: epochs * 20,
              evaluations: [evaluation(0), evaluation(epochs / 2), evaluation(epochs)],
            })
            block.push(record)
          }
          records += block.length
          yield Buffer.concat(block)
        }
      }
    }
  }
  await pipeline(blocks, createWriteStream(path))
  return records
}

/** Options of a command that generates a file. */
export const GENERATED = {
  architectures: wholeNumber({ otherwise: ARCHITECTURE_COUNT, most: ARCHITECTURE_COUNT }),
  budgets: (text = '108') => text.split(',').map(wholeNumber({ otherwise: 108, most: 108 })),
}

const SHAPE = { height: 32, width: 32, channels: 3, classes: 10 }

if (process.argv[1] === import.meta.filename) {
  const { out, ...options } = readOptions({
    out: (text = join(tmpdir(), 'nasbench101-generated.tfrecord')) => text,
    ...GENERATED,
    seed: seed(1),
  })
  const records = await generateNasbench101(out, { space: await openSpace(tmpdir()), ...options })
  console.log(`${out}: ${records.toLocaleString('en-GB')} records with invented values`)
}
