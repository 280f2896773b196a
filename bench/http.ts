import { type Child, startChild } from './http/child.ts'
import { type Inputs, lookUpPath, makeInputs } from './http/inputs.ts'
import type { BareReply, Load, LoadFigures } from './http/messages.ts'
import { machineLine } from './machine.ts'
import { measuredService } from './measured-service.ts'

// The service over loopback, beside a bare hono server that answers a constant of the same size: each
// in a process of its own, in turns, asked by a load generator in another, all on this machine's
// cores. DATABASE_URL or DATA_FOLDER (used as they are) spare the first start of the service.

const INSTANCE = 'so2sat-lcz42'
const CONNECTIONS = 32
const ROUNDS = 9
const ROUND_MS = 1500

interface Target {
  readonly name: string
  readonly load: Omit<Load, 'durationMs'>
}

function median(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[values.length >> 1] ?? Number.NaN
}

async function measure(generator: Child, targets: readonly Target[]): Promise<LoadFigures[][]> {
  const ask = ({ load }: Target, durationMs: number) =>
    generator.ask<LoadFigures>({ ...load, durationMs } satisfies Load)
  for (const target of targets) await ask(target, ROUND_MS)
  const rounds: LoadFigures[][] = targets.map(() => [])
  for (let round = 0; round < ROUNDS; round++) {
    for (const [at, target] of targets.entries()) rounds[at]?.push(await ask(target, ROUND_MS))
  }
  return rounds
}

/** The answer of middle length among the first look-ups: what the bare server answers always. */
async function medianAnswer(url: string, { hashes }: Inputs): Promise<object> {
  const texts = await Promise.all(
    hashes.slice(0, 101).map(async (hash) => {
      const answer = await fetch(`${url}${lookUpPath(INSTANCE, hash)}`)
      return answer.text()
    }),
  )
  texts.sort((left, right) => left.length - right.length)
  return JSON.parse(texts[texts.length >> 1] ?? '{}') as object
}

function line(name: string, rounds: readonly LoadFigures[]): string {
  const of = (key: keyof LoadFigures) => median(rounds.map((figures) => figures[key]))
  const bytes = median(rounds.map((figures) => figures.bytes / figures.requests))
  return `${name}: ${of('perSecond').toFixed(0)} requests/s, p50 ${of('p50Ms').toFixed(2)} ms, p99 ${of('p99Ms').toFixed(2)} ms, ${bytes.toFixed(0)} bytes an answer`
}

function ratio(ours: readonly LoadFigures[], bare: readonly LoadFigures[], key: keyof LoadFigures) {
  return median(ours.map((figures, at) => figures[key] / (bare[at]?.[key] ?? Number.NaN)))
}

async function lookUps(generator: Child, urls: { ours: string; bare: string }, inputs: Inputs) {
  const load = { requests: inputs.lookUps, connections: CONNECTIONS }
  const [ours = [], bare = []] = await measure(generator, [
    { name: 'service', load: { ...load, url: urls.ours } },
    { name: 'bare', load: { ...load, url: urls.bare } },
  ])
  console.log(`GET look-up, ${CONNECTIONS} connections, medians of ${ROUNDS} rounds in turns`)
  console.log(`  ${line('service', ours)}`)
  console.log(`  ${line('bare hono', bare)}`)
  console.log(
    `  requests/s to bare: ${ratio(ours, bare, 'perSecond').toFixed(2)} (target 0.60 or more); p99 to bare: ${ratio(ours, bare, 'p99Ms').toFixed(2)} (target under 4)`,
  )
}

async function batches(generator: Child, url: string, inputs: Inputs) {
  const targets = [1, 4].flatMap((connections) => [
    {
      name: `by hash, ${connections} at a time`,
      load: { url, requests: inputs.batchesByHash, connections },
      target: 300_000,
    },
    {
      name: `by matrix, ${connections} at a time`,
      load: { url, requests: inputs.batchesByMatrix, connections },
      target: 150_000,
    },
  ])
  const rounds = await measure(generator, targets)
  console.log(`POST of ${inputs.batch} architectures, medians of ${ROUNDS} rounds in turns`)
  for (const [at, { name, target }] of targets.entries()) {
    const own = rounds[at] ?? []
    const perSecond = median(own.map((figures) => figures.perSecond)) * inputs.batch
    console.log(`  ${line(name, own)}`)
    console.log(`    ${perSecond.toFixed(0)} architectures/s (target ${target} or more)`)
  }
}

console.log(machineLine())
const service = await measuredService({ EO_NAS_BENCH_RATE_LIMIT: '0' })
const bare = startChild('bare-server.ts')
const generator = startChild('load-generator.ts')
try {
  const inputs = await makeInputs(service.url, INSTANCE)
  const { url } = await bare.ask<BareReply>({ answer: await medianAnswer(service.url, inputs) })
  const { release } = (await (await fetch(`${service.url}/readyz`)).json()) as { release: string }
  console.log(
    `Inputs: ${INSTANCE} of release ${release}; ${inputs.lookUps.length} architectures sampled uniformly`,
  )
  await lookUps(generator, { ours: service.url, bare: url }, inputs)
  await batches(generator, service.url, inputs)
} finally {
  generator.stop()
  bare.stop()
  await service.stop()
}
