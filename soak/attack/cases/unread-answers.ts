import type { Attack } from '../attack.ts'
import { postBytes } from '../raw-client.ts'

const CONNECTIONS = 400
const AT_ONCE = 40
const HELD_MS = 20_000

export const unreadAnswers: Attack = {
  name: 'unread-answers',
  title: '400 connections ask for 10,000 architectures each and never read',
  async run({ open, hashes, instance }) {
    const architectures = hashes.map((hash) => ({ hash }))
    const request = postBytes('/v1/query', JSON.stringify({ instance, architectures }))
    const clients = []
    for (let at = 0; at < CONNECTIONS; at += AT_ONCE) {
      const some = await Promise.all(Array.from({ length: AT_ONCE }, () => open('127.0.0.2')))
      await Promise.all(some.map((client) => client.write(request)))
      clients.push(...some)
    }
    await new Promise((resolve) => setTimeout(resolve, HELD_MS))
    const left = clients.filter((client) => client.isOpen()).length
    for (const client of clients) client.close()
    return `${left} of ${CONNECTIONS} connections are open`
  },
}
