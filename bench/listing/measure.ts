import { mix } from '../../fitness/random-hash.ts'

const INSTANCE = 'so2sat-lcz42'
const PAGES = 200
const HASH = 'fb150c15ea56ec137175f9cc967397a9'

interface Statistics {
  results: { name: string; surrogate: { quantiles: { value: number }[] } | null }[]
}

async function timed<T>(run: () => Promise<T>): Promise<{ ms: number; value: T }> {
  const started = performance.now()
  const value = await run()
  return { ms: performance.now() - started, value }
}

function quantileOf(values: readonly number[], probability: number): string {
  const sorted = [...values].sort((left, right) => left - right)
  return (sorted[Math.ceil(probability * sorted.length) - 1] ?? Number.NaN).toFixed(1)
}

async function json(url: string): Promise<unknown> {
  const response = await fetch(url)
  if (response.status !== 200) throw new Error(`${url}: ${await response.text()}`)
  return response.json()
}

/** Resident MiB and seconds of processor time of the service. */
async function usage(origin: string): Promise<{ mebibytes: number; seconds: number }> {
  const text = await (await fetch(`${origin}/metrics`)).text()
  const read = (name: string) => Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1])
  return {
    mebibytes: read('process_resident_memory_bytes') / 2 ** 20,
    seconds: read('process_cpu_seconds_total'),
  }
}

// Up to three bounds at quantiles of the values themselves, so that from none to all rows pass.
function pageQueries({ results }: Statistics): string[] {
  const measures = results.filter(({ surrogate }) => surrogate !== null)
  const pick = (page: number, draw: number, count: number) =>
    Math.floor((mix(mix(page) ^ draw) / 2 ** 32) * count)
  return Array.from({ length: PAGES }, (_, page) => {
    const query = new URLSearchParams()
    for (let bound = 0; bound < pick(page, 0, 4); bound++) {
      const measure = measures[pick(page, 10 + bound, measures.length)]
      const quantiles = measure?.surrogate?.quantiles ?? []
      const value = quantiles[pick(page, 20 + bound, quantiles.length)]?.value
      const operator = pick(page, 30 + bound, 2) === 0 ? '>=' : '<='
      query.append('where', `${measure?.name}${operator}${value}`)
    }
    const sort = measures[pick(page, 40, measures.length)]?.name ?? ''
    query.set('sort', `${pick(page, 41, 2) === 0 ? '' : '-'}${sort}`)
    return String(query)
  })
}

async function measurePages(base: string, origin: string, queries: readonly string[]) {
  for (const round of ['each order for the first time now and then', 'again']) {
    const before = await usage(origin)
    const times: number[] = []
    for (const query of queries) {
      times.push((await timed(() => json(`${base}/architectures?${query}`))).ms)
    }
    const used = ((await usage(origin)).seconds - before.seconds) * 1000
    console.log(
      `${queries.length} filtered and sorted pages of 100, ${round}: p50 ${quantileOf(times, 0.5)} ms, p95 ${quantileOf(times, 0.95)} ms (target under 50), most ${quantileOf(times, 1)} ms; processor ${(used / queries.length).toFixed(1)} ms a page`,
    )
  }
}

async function measureStream(base: string, origin: string) {
  const before = await usage(origin)
  let most = before.mebibytes
  let done = false
  const lookUps: number[] = []
  const others = (async () => {
    while (!done) {
      lookUps.push((await timed(() => json(`${base}/architectures/${HASH}`))).ms)
      most = Math.max(most, (await usage(origin)).mebibytes)
      await new Promise((go) => setTimeout(go, 50))
    }
  })()
  const { ms, value } = await timed(async () => {
    const headers = { Accept: 'application/x-ndjson', 'Accept-Encoding': 'identity' }
    const response = await fetch(`${base}/architectures?sort=-testAccuracy`, { headers })
    let lines = 0
    let bytes = 0
    for await (const chunk of response.body ?? []) {
      bytes += chunk.length
      for (const byte of chunk) if (byte === 10) lines++
    }
    return { lines, bytes }
  })
  done = true
  await others
  const used = (await usage(origin)).seconds - before.seconds
  console.log(
    `NDJSON of ${value.lines} results, ${(value.bytes / 1e6).toFixed(0)} MB: ${(ms / 1000).toFixed(1)} s (target under 10), processor ${used.toFixed(1)} s; resident ${before.mebibytes.toFixed(0)} MiB before, ${most.toFixed(0)} at most; look-ups in between p50 ${quantileOf(lookUps, 0.5)} ms, p99 ${quantileOf(lookUps, 0.99)} ms`,
  )
}

async function measureOthers(base: string, origin: string) {
  for (const path of [
    'pareto?minimize=latencyMs&maximize=testAccuracy',
    'pareto?minimize=latencyMs,trainableParameters&maximize=testAccuracy',
    'pareto?minimize=latencyMs,trainableParameters&maximize=testAccuracy,validationAccuracy',
    'pareto?minimize=trainableParameters,trainingTimeS&maximize=latencyMs,macs',
    'statistics',
  ]) {
    const before = await usage(origin)
    const { ms, value } = await timed(() => json(`${base}/${path}`))
    const used = ((await usage(origin)).seconds - before.seconds) * 1000
    const { size } = value as { size?: number }
    const found = size === undefined ? '' : `, ${size} on the front`
    console.log(`${path}: ${ms.toFixed(0)} ms, processor ${used.toFixed(0)} ms${found}`)
  }
}

/** Measures the service at an address; what it prints is the result. */
export async function measureListing(origin: string): Promise<void> {
  const base = `${origin}/v1/instances/${INSTANCE}`
  const statistics = (await json(`${base}/statistics`)) as Statistics
  await measurePages(base, origin, pageQueries(statistics))
  await measureStream(base, origin)
  await measureOthers(base, origin)
  console.log(`resident ${(await usage(origin)).mebibytes.toFixed(0)} MiB at the end`)
}
