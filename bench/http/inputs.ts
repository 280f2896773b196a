import { getBytes, postBytes } from './request-bytes.ts'

interface Sampled {
  readonly hash: string
  readonly matrix: readonly (readonly number[])[]
  readonly operations: readonly string[]
}

const BATCH = 1000
const BATCHES = 10

export interface Inputs {
  /** Architectures a batch. */
  readonly batch: number
  readonly hashes: readonly string[]
  readonly lookUps: readonly Uint8Array[]
  readonly batchesByHash: readonly Uint8Array[]
  readonly batchesByMatrix: readonly Uint8Array[]
}

export const lookUpPath = (instance: string, hash: string) =>
  `/v1/instances/${instance}/architectures/${hash}`

/** The requests, made before anything is measured, of architectures that the service itself samples. */
export async function makeInputs(url: string, instance: string): Promise<Inputs> {
  const answer = await fetch(`${url}/v1/architectures/sample?count=${BATCH * BATCHES}&seed=1`)
  const { results } = (await answer.json()) as { results: Sampled[] }
  const batches = Array.from({ length: BATCHES }, (_, at) =>
    results.slice(at * BATCH, (at + 1) * BATCH),
  )
  const ask = (architectures: object[]) => postBytes('/v1/query', { instance, architectures })
  return {
    batch: BATCH,
    hashes: results.map(({ hash }) => hash),
    lookUps: results.map(({ hash }) => getBytes(lookUpPath(instance, hash))),
    batchesByHash: batches.map((batch) => ask(batch.map(({ hash }) => ({ hash })))),
    batchesByMatrix: batches.map((batch) =>
      ask(batch.map(({ matrix, operations }) => ({ matrix, operations }))),
    ),
  }
}
