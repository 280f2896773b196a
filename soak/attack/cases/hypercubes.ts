import type { Attack } from '../attack.ts'
import { askBusily } from '../busy.ts'
import { getText } from '../raw-client.ts'

export const hypercubes: Attack = {
  name: 'hypercubes',
  title: '64 connections ask for Latin hypercube samples of 1,000',
  run(target) {
    const requests = Array.from({ length: 64 }, (_, seed) =>
      Buffer.from(
        getText(`/v1/architectures/sample?count=1000&method=latin-hypercube&seed=${seed}`),
      ),
    )
    return askBusily(target, { address: '127.0.0.2', connections: 64, seconds: 10 }, requests)
  },
}
