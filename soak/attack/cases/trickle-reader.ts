import { setTimeout } from 'node:timers/promises'
import type { Attack } from '../attack.ts'
import { getText } from '../raw-client.ts'

const CUT_AFTER_S = 120
const SLACK_S = 20

export const trickleReader: Attack = {
  name: 'trickle-reader',
  title: 'a client asks for a stream and reads nothing of it: it is cut off after 120 s',
  async run({ open, instance }) {
    const client = await open('127.0.0.2')
    const headers = 'Accept: application/x-ndjson\r\n'
    await client.write(getText(`/v1/instances/${instance}/architectures`, headers))
    const started = Date.now()
    const seconds = () => (Date.now() - started) / 1000
    // Nothing is read, so the client learns that it is cut off when it writes.
    while (client.isOpen() && seconds() < 2 * CUT_AFTER_S + SLACK_S) {
      await setTimeout(1000)
      client.socket.write(' ')
    }
    const after = seconds().toFixed(0)
    const isOpen = client.isOpen()
    client.close()
    if (isOpen || seconds() > CUT_AFTER_S + SLACK_S)
      throw new Error(`cut off only after ${after} s`)
    return `cut off after ${after} s`
  },
}
