import { setTimeout } from 'node:timers/promises'
import type { Attack } from '../attack.ts'
import { getText } from '../raw-client.ts'

const STREAMS = 8
const CUT_AFTER_S = 120
const SLACK_S = 15
const LOOK_MS = 2000

export const trickleReader: Attack = {
  name: 'trickle-reader',
  title: 'a client takes all its streams and reads none: they are cut off after 120 s',
  async run({ open, instance }) {
    const address = '127.0.0.2'
    const headers = 'Accept: application/x-ndjson\r\n'
    const stream = getText(`/v1/instances/${instance}/architectures`, headers)
    const clients = await Promise.all(Array.from({ length: STREAMS }, () => open(address)))
    for (const client of clients) await client.write(stream)
    const started = Date.now()
    const seconds = () => (Date.now() - started) / 1000
    // What is cut off is not seen by whoever does not read, but its place is free again.
    const isCut = async (): Promise<boolean> => {
      const client = await open(address)
      const statuses = client.count()
      await client.write(stream)
      await setTimeout(LOOK_MS / 2)
      client.close()
      return statuses.has(200)
    }
    await setTimeout(LOOK_MS)
    while (!(await isCut()) && seconds() < 3 * CUT_AFTER_S) await setTimeout(LOOK_MS)
    const after = seconds()
    for (const client of clients) client.close()
    const text = `cut off after ${after.toFixed(0)} s`
    if (after < CUT_AFTER_S || after > CUT_AFTER_S + SLACK_S) throw new Error(text)
    return text
  },
}
