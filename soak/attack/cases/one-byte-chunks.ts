import type { Attack } from '../attack.ts'
import { postHead, statusesText } from '../raw-client.ts'

const CHUNKS = 4_000_000
const AT_ONCE = 10_000

export const oneByteChunks: Attack = {
  name: 'one-byte-chunks',
  title: 'one request of 4,000,000 chunks of one byte each',
  async run({ open }) {
    const client = await open('127.0.0.2')
    const statuses = client.count()
    await client.write(postHead('/v1/query', 'chunked'))
    const chunks = Buffer.from('1\r\n \r\n'.repeat(AT_ONCE))
    let sent = 0
    while (sent < CHUNKS && (await client.write(chunks))) sent += AT_ONCE
    await client.write('0\r\n\r\n')
    await new Promise((resolve) => setTimeout(resolve, 2000))
    client.close()
    return `${sent.toLocaleString('en-GB')} chunks sent; ${statusesText([statuses])}`
  },
}
