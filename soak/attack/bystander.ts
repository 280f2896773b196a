import { Agent, request } from 'node:http'

// Another client, in a process of its own: asks /healthz twenty times a second and tells how long the
// longest answer took.

const EVERY_MS = 50
const PATIENCE_MS = 20_000

const [, , port = '0', localAddress = '127.0.0.9'] = process.argv
const agent = new Agent({ keepAlive: true, maxSockets: 1 })
let [asked, failed, worstMs] = [0, 0, 0]
let isAsking = true

function ask(): Promise<void> {
  return new Promise((resolve) => {
    const started = performance.now()
    const done = (isAnswered: boolean) => {
      asked++
      if (!isAnswered) failed++
      worstMs = Math.max(worstMs, performance.now() - started)
      resolve()
    }
    const sent = request(
      {
        host: '127.0.0.1',
        port: Number(port),
        path: '/healthz',
        localAddress,
        agent,
        timeout: PATIENCE_MS,
      },
      (response) => {
        response.resume().once('end', () => done(response.statusCode === 200))
      },
    )
    sent.once('timeout', () => sent.destroy(new Error('timeout')))
    sent.once('error', () => done(false))
    sent.end()
  })
}

process.once('message', () => {
  isAsking = false
})
process.send?.('asking')
while (isAsking) {
  await ask()
  await new Promise((resolve) => setTimeout(resolve, EVERY_MS))
}
process.send?.({ asked, failed, worstMs })
process.disconnect?.()
agent.destroy()
