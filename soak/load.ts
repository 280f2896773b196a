import { loadavg } from 'node:os'
import { quantile } from '../bench/http/quantile.ts'
import { machineLine } from '../bench/machine.ts'
import { readOptions, seed as seedOption, wholeNumber } from '../bench/options.ts'
import { batchKinds } from './load/batches.ts'
import { readCatalogue } from './load/catalogue.ts'
import { deckOf } from './load/deck.ts'
import { violations } from './load/judge.ts'
import type { Kind } from './load/kind.ts'
import { listingKinds } from './load/listings.ts'
import { lookUpKinds } from './load/look-ups.ts'
import { otherKinds } from './load/others.ts'
import { Random } from './load/random.ts'
import { fixedAnswers } from './load/same-answers.ts'
import { loadedService } from './load/service.ts'
import { CONNECTIONS, runShare, type ShareFigures } from './load/share.ts'
import { readUsage, type Usage, usageAtRest } from './load/usage.ts'

// `npm run soak load [-- --requests 1000000 --seed 1]`: an hour's worth of mixed load as fast as it goes.
// Each answer has the status it must have, memory does not grow, latency does not drift.

const SHARES = 10
const SHOWN = 20

const { requests, seed } = readOptions({
  requests: wholeNumber({ otherwise: 1_000_000 }),
  seed: seedOption(1),
})
const random = new Random(seed)

const mib = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`
const memoryText = ({ resident, heapUsed, external }: Usage) =>
  `resident ${mib(resident)}, heap ${mib(heapUsed)}, external ${mib(external)}`

function timesOf(shares: readonly ShareFigures[], kinds: readonly Kind[]): Float64Array {
  const all = shares.flatMap(({ timesMs }) => kinds.flatMap(({ name }) => timesMs.get(name) ?? []))
  return Float64Array.from(all).sort()
}

function timesText(times: Float64Array): string {
  return `p50 ${quantile(times, 0.5).toFixed(2)} ms, p99 ${quantile(times, 0.99).toFixed(2)} ms`
}

function shareText(
  at: number,
  share: ShareFigures,
  given: { light: readonly Kind[]; cpuSeconds: number; usage: Usage },
): string {
  const asked = [...share.timesMs.values()].reduce((sum, { length }) => sum + length, 0)
  const cpuMs = (1000 * (given.usage.cpuSeconds - given.cpuSeconds)) / asked
  return [
    `  ${((100 * (at + 1)) / SHARES).toFixed(0)} %: ${(asked / share.seconds).toFixed(0)} requests/s`,
    `${share.wrong.length} wrong`,
    `light requests ${timesText(timesOf([share], given.light))}`,
    `${cpuMs.toFixed(3)} ms of processor a request`,
    memoryText(given.usage),
    `load average ${loadavg()[0]?.toFixed(1)}`,
  ].join(', ')
}

const service = await loadedService()
try {
  const { url } = service
  const catalogue = await readCatalogue(url)
  const kinds = [lookUpKinds, batchKinds, listingKinds, otherKinds].flatMap((of) => of(catalogue))
  const light = kinds.filter(({ isLight }) => isLight)
  const before = await fixedAnswers(url, catalogue)
  console.log(machineLine())
  console.log(
    `${requests} requests of seed ${seed} over ${CONNECTIONS} connections to ${service.name}, release ${catalogue.release}`,
  )
  const shares: ShareFigures[] = []
  let afterWarmUp: Usage | undefined
  for (let at = 0; at < SHARES; at++) {
    const { cpuSeconds } = await readUsage(url)
    const share = await runShare(url, deckOf(kinds, Math.ceil(requests / SHARES), random), random)
    shares.push(share)
    console.log(shareText(at, share, { light, cpuSeconds, usage: await readUsage(url) }))
    if (at === 0) {
      afterWarmUp = await usageAtRest(url, service.collect)
      console.log(`  after the warm-up, at rest: ${memoryText(afterWarmUp)}`)
    }
  }
  const atEnd = await usageAtRest(url, service.collect)
  console.log(`  at the end, at rest: ${memoryText(atEnd)}`)
  const after = await fixedAnswers(url, catalogue)
  const seconds = shares.reduce((sum, share) => sum + share.seconds, 0)
  console.log(`By kind, in ${seconds.toFixed(0)} s:`)
  for (const kind of kinds) {
    const times = timesOf(shares, [kind])
    console.log(`  ${kind.name}: ${times.length}, ${timesText(times)}`)
  }
  const wrong = shares.flatMap((share) => share.wrong)
  for (const one of wrong.slice(0, SHOWN)) console.error(one)
  // The middle one of three: a neighbour on the machine is no drift.
  const p99 = (some: readonly ShareFigures[]) =>
    some
      .map((share) => quantile(timesOf([share], light), 0.99))
      .sort((left, right) => left - right)[some.length >> 1] ?? Number.NaN
  const found = violations({
    wrong,
    changed: [...before].filter(([path, text]) => after.get(path) !== text).map(([path]) => path),
    afterWarmUp: afterWarmUp ?? atEnd,
    atEnd,
    p99After: p99(shares.slice(1, 4)),
    p99AtEnd: p99(shares.slice(-3)),
  })
  for (const one of found) console.error(one)
  console.log(found.length === 0 ? 'All promises hold.' : `${found.length} promises do not hold.`)
  process.exitCode = found.length === 0 ? 0 : 1
} finally {
  await service.stop()
}
