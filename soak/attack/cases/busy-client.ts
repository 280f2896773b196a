import type { Attack } from '../attack.ts'
import { askBusily } from '../busy.ts'
import { getText, postBytes } from '../raw-client.ts'

export const busyClient: Attack = {
  name: 'busy-client',
  title: '16 connections of one address ask for everything that is heavy at the default quota',
  run(target) {
    const { hashes, instance } = target
    const some = (count: number) => hashes.slice(0, count).map((hash) => ({ hash }))
    const path = `/v1/instances/${instance}`
    const requests = [
      ...[10_000, 1000].flatMap((count) => [
        postBytes('/v1/query', JSON.stringify({ instance, architectures: some(count) })),
        postBytes('/v1/architectures/resolve', JSON.stringify({ architectures: some(count) })),
      ]),
      ...[
        '/v1/architectures/sample?count=1000&method=latin-hypercube',
        '/v1/architectures/sample?count=10000&method=latin-hypercube',
        '/v1/architectures/sample?count=10000',
        `${path}/architectures?sort=-latencyMs&limit=1000&where=validationAccuracy%3E%3D0.1`,
        `${path}/statistics?where=latencyMs%3C%3D20`,
        `${path}/pareto?minimize=latencyMs,trainableParameters&maximize=testAccuracy,validationAccuracy`,
      ].map((one) => Buffer.from(getText(one))),
    ]
    return askBusily(target, { address: '127.0.0.2', connections: 16, seconds: 20 }, requests)
  },
}
