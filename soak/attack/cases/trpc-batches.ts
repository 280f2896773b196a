import type { Attack } from '../attack.ts'
import { askBusily } from '../busy.ts'
import { postBytes } from '../raw-client.ts'

const CALLS = 10

export const trpcBatches: Attack = {
  name: 'trpc-batches',
  title: 'four connections send tRPC batches of ten queries of 10,000 architectures',
  run(target) {
    const { hashes, instance } = target
    const call = { instance, architectures: hashes.map((hash) => ({ hash })) }
    const body = JSON.stringify(
      Object.fromEntries(Array.from({ length: CALLS }, (_, at) => [at, call])),
    )
    const path = `/trpc/${Array(CALLS).fill('query').join()}?batch=1`
    return askBusily(target, { address: '127.0.0.2', connections: 4, seconds: 10 }, [
      postBytes(path, body),
    ])
  },
}
