import { createWriteStream } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { openSpace } from '../db/space-file.ts'
import { matrixOf, operationsOf } from '../space/cell.ts'
import { complexity } from '../space/complexity.ts'
import { ARCHITECTURE_COUNT, type Space } from '../space/space.ts'
import { nasbench101Record, type WrittenEvaluation } from './nasbench101-record.ts'
import { readOptions, seed, wholeNumber } from './options.ts'

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
