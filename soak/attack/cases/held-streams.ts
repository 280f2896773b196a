import type { Attack } from '../attack.ts'
import { getText, statusesText } from '../raw-client.ts'

const OF_EACH = 12
const HELD_MS = 4000
const ADDRESSES = ['127.0.0.2', '127.0.0.3', '127.0.0.4', '127.0.0.5']

export const heldStreams: Attack = {
  name: 'held-streams',
  title: 'four addresses open compressed streams and never read; a fifth wants one',
  async run({ open, instance }) {
    const headers = 'Accept: application/x-ndjson\r\nAccept-Encoding: br\r\n'
    const stream = getText(`/v1/instances/${instance}/architectures`, headers)
    const clients = []
    for (const address of ADDRESSES) {
      for (let at = 0; at < OF_EACH; at++) {
        const client = await open(address)
        await client.write(stream)
        clients.push(client)
      }
    }
    await new Promise((resolve) => setTimeout(resolve, HELD_MS))
    const fifth = await open('127.0.0.6')
    const statuses = fifth.count()
    await fifth.write(stream)
    await new Promise((resolve) => setTimeout(resolve, HELD_MS))
    const counted = clients.map((client) => client.count())
    await new Promise((resolve) => setTimeout(resolve, 1000))
    for (const client of [...clients, fifth]) client.close()
    if (!statuses.has(200)) throw new Error(`the fifth address got ${statusesText([statuses])}`)
    return `${ADDRESSES.length * OF_EACH} streams of four addresses: ${statusesText(counted)}; of the fifth: ${statusesText([statuses])}`
  },
}
