import { openLoadConnection } from './load-connection.ts'
import type { Load, LoadFigures } from './messages.ts'
import { quantile } from './quantile.ts'

// A process of its own: gets loads one after the other, answers each with its figures.

async function run({ url, requests, connections, durationMs }: Load): Promise<LoadFigures> {
  const opened = await Promise.all(
    Array.from({ length: connections }, () => openLoadConnection(url)),
  )
  const timesMs: number[] = []
  let bytes = 0
  let next = 0
  const started = performance.now()
  const end = started + durationMs
  await Promise.all(
    opened.map(async ({ ask }) => {
      for (let from = performance.now(); from < end; ) {
        const request = requests[next++ % requests.length]
        if (request === undefined) throw new Error('There are no requests to send')
        const { status, bodyBytes } = await ask(request)
        if (status !== 200) throw new Error(`A request was answered ${status}`)
        bytes += bodyBytes
        const to = performance.now()
        timesMs.push(to - from)
        from = to
      }
    }),
  )
  const seconds = (performance.now() - started) / 1000
  for (const { close } of opened) close()
  const sorted = Float64Array.from(timesMs).sort()
  return {
    requests: sorted.length,
    perSecond: sorted.length / seconds,
    p50Ms: quantile(sorted, 0.5),
    p99Ms: quantile(sorted, 0.99),
    bytes,
  }
}

process.on('message', async (load: Load) => process.send?.(await run(load)))
