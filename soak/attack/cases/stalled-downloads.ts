import type { Attack } from '../attack.ts'
import { getText } from '../raw-client.ts'

const CONNECTIONS = 1600
const AT_ONCE = 100
const HELD_MS = 12_000

export const stalledDownloads: Attack = {
  name: 'stalled-downloads',
  title: '1,600 connections download a model and never read',
  async run({ open, modelPath }) {
    const clients = []
    for (let at = 0; at < CONNECTIONS; at += AT_ONCE) {
      const some = await Promise.all(Array.from({ length: AT_ONCE }, () => open('127.0.0.2')))
      await Promise.all(some.map((client) => client.write(getText(modelPath))))
      clients.push(...some)
    }
    await new Promise((resolve) => setTimeout(resolve, HELD_MS))
    const left = clients.filter((client) => client.isOpen()).length
    for (const client of clients) client.close()
    return `${left} of ${CONNECTIONS} connections are open`
  },
}
