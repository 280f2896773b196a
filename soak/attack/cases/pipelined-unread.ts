import type { Attack } from '../attack.ts'
import { getText } from '../raw-client.ts'

const REQUESTS = 12_000
const AT_ONCE = 50
const SECONDS = 25

export const pipelinedUnread: Attack = {
  name: 'pipelined-unread',
  title: 'one connection pipelines sample?count=1000 and never reads',
  async run({ open }) {
    const client = await open('127.0.0.2')
    const requests = getText('/v1/architectures/sample?count=1000').repeat(AT_ONCE)
    const until = Date.now() + SECONDS * 1000
    let sent = 0
    while (sent < REQUESTS && Date.now() < until && (await client.write(requests))) sent += AT_ONCE
    await new Promise((resolve) => setTimeout(resolve, 5000))
    const state = client.isOpen() ? 'open' : 'closed'
    client.close()
    return `${sent.toLocaleString('en-GB')} requests taken, the connection is ${state}`
  },
}
