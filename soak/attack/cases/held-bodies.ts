import type { Attack } from '../attack.ts'
import { postHead, statusesText } from '../raw-client.ts'

const CONNECTIONS = 100
const BODY_BYTES = 8 * 1024 * 1024
const HELD_MS = 5000

export const heldBodies: Attack = {
  name: 'held-bodies',
  title: '100 connections send 8 MiB each and hold the last byte back',
  async run({ open }) {
    const part = Buffer.alloc(256 * 1024, ' ')
    const clients = await Promise.all(Array.from({ length: CONNECTIONS }, () => open('127.0.0.2')))
    const counted = clients.map((client) => client.count())
    await Promise.all(
      clients.map(async (client) => {
        await client.write(postHead('/v1/query', BODY_BYTES))
        for (let sent = part.length; sent < BODY_BYTES; sent += part.length) {
          if (!(await client.write(part))) return
        }
        await client.write(part.subarray(1))
      }),
    )
    await new Promise((resolve) => setTimeout(resolve, HELD_MS))
    const open_ = clients.filter((client) => client.isOpen()).length
    for (const client of clients) client.close()
    return `${open_} of ${CONNECTIONS} connections are open, answers ${statusesText(counted)}`
  },
}
