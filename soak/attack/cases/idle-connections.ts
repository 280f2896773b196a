import type { Attack } from '../attack.ts'

const CONNECTIONS = 6000
const AT_ONCE = 200

export const idleConnections: Attack = {
  name: 'idle-connections',
  title: 'one address opens 6,000 connections and sends half of a request over each',
  async run({ open }) {
    const clients = []
    for (let at = 0; at < CONNECTIONS; at += AT_ONCE) {
      const some = await Promise.all(Array.from({ length: AT_ONCE }, () => open('127.0.0.2')))
      await Promise.all(some.map((client) => client.write('GET /healthz HTTP/1.1\r\nHost: a\r\n')))
      clients.push(...some)
    }
    for (const client of clients) client.count()
    await new Promise((resolve) => setTimeout(resolve, 1000))
    const left = clients.filter((client) => client.isOpen()).length
    for (const client of clients) client.close()
    return `${left} of ${CONNECTIONS} connections are open`
  },
}
