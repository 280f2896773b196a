import type { Target } from './attack.ts'
import { statusesText } from './raw-client.ts'

export interface Busy {
  readonly address: string
  readonly connections: number
  readonly seconds: number
}

/** Each connection asks again and again, one request after the other, and reads every answer. */
export async function askBusily(
  { open }: Target,
  { address, connections, seconds }: Busy,
  requests: readonly Uint8Array[],
): Promise<string> {
  const until = Date.now() + seconds * 1000
  const counted = await Promise.all(
    Array.from({ length: connections }, async (_, at) => {
      const client = await open(address)
      const statuses = client.count()
      const total = () => [...statuses.values()].reduce((sum, count) => sum + count, 0)
      for (let turn = at; Date.now() < until && client.isOpen(); turn++) {
        const before = total()
        await client.write(requests[turn % requests.length] ?? new Uint8Array())
        while (total() === before && client.isOpen() && Date.now() < until + 2000) {
          await new Promise((resolve) => setTimeout(resolve, 2))
        }
      }
      client.close()
      return statuses
    }),
  )
  return `${connections} connections for ${seconds} s; ${statusesText(counted)}`
}
