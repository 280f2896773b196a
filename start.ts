import { setFlagsFromString } from 'node:v8'
import { readConfig } from './api/http/config.ts'
import { messageOf } from './report/message-of.ts'
import { createReporter, type Reporter } from './report/reporter.ts'
import { beginOpening } from './service/opening.ts'
import type { RunningService } from './service/start-service.ts'

// `npm start`: listens at once and answers that it is not ready, then prepares the database where it
// may, serves the current release, and follows those that are published later.

// What survives while the data are loaded makes V8 put the same objects of requests among the old ones,
// where each keeps what it refers to: a fifth of the time of a look-up went into collecting those.
setFlagsFromString('--no-allocation-site-pretenuring')

/** The first signal lets requests in flight finish, the second one does not. */
function stopOnSignal(service: RunningService): void {
  let stopping = false
  const stop = async () => {
    if (stopping) process.exit(1)
    stopping = true
    await service.stop()
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop)
}

/** Builds the scripts of the pages where a source has changed; an image has them, and no builder. */
async function prepareAssets(reporter: Reporter): Promise<void> {
  try {
    const { ensureAssets } = await import('./web/build.ts')
    await ensureAssets()
  } catch (error) {
    const { readAssets } = await import('./web/assets.ts')
    if (readAssets() !== null) return
    reporter.info(
      `The pages are served without their scripts, which could not be built: ${messageOf(error)}`,
    )
  }
}

async function main(): Promise<void> {
  const reporter = createReporter({ stream: process.stdout })
  const config = readConfig()
  let listens = () => {}
  const listening = new Promise<void>((resolve) => {
    listens = resolve
  })
  // Other threads build the space and open the database while this one loads most of the program.
  const opening = await beginOpening(config, reporter, listening)
  const [{ startService }, { describeRelease, examples }] = await Promise.all([
    import('./service/start-service.ts'),
    import('./service/describe-release.ts'),
  ])
  await prepareAssets(reporter)
  const service = await startService(config, reporter, opening)
  stopOnSignal(service)
  listens()
  try {
    const served = await service.prepared
    const seconds = (performance.now() / 1000).toFixed(1) // since the start of the process
    for (const line of describeRelease(served)) reporter.info(line)
    for (const line of examples(service.port, served)) reporter.info(line)
    reporter.info(`Ready after ${seconds} s on http://127.0.0.1:${service.port}`)
  } catch (error) {
    await service.stop()
    throw error
  }
}

main().catch((error: unknown) => {
  // Whatever the start has left open must not keep a process alive that answers nobody.
  process.stderr.write(`${messageOf(error)}\n`, () => process.exit(1))
})
