import { fork } from 'node:child_process'
import { once } from 'node:events'
import { rm, stat } from 'node:fs/promises'
import { cpus, loadavg, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { openDatabase } from '../db/database.ts'
import { migrate } from '../db/migrate.ts'
import { openSpace } from '../db/space-file.ts'
import { tidyEvaluations } from '../db/tidy-evaluations.ts'
import { filesOf } from '../ingest/built-in.ts'
import { digestOf } from '../ingest/digest.ts'
import { ingest } from '../ingest/ingest.ts'
import { readTfRecords } from '../ingest/tfrecord.ts'
import { nasbench101Source } from '../instances/cifar10/record-file.ts'
import { recordFileInput } from '../instances/cifar10/source.ts'
import { describedInstance } from '../instances/folders.ts'
import { silentReporter } from '../report/reporter.ts'
import { ARCHITECTURE_COUNT } from '../space/space.ts'
import { startTestPostgres } from '../test/support/postgres-server.ts'
import { GENERATED, generateNasbench101 } from './generate-nasbench101.ts'
import { readOptions, wholeNumber } from './options.ts'

// How fast a file of NASBench-101's format and size is ingested into a real Postgres with all
// checks, beside the least that any reader must do with it: framing, JSON, base64, no check.

const MAX_RSS_MIB = 600
const RECORDS_PER_SECOND_MIN = 40_000
const CHILD = 'NASBENCH101_BENCH_CHILD'

interface Task {
  readonly kind: 'ingest' | 'plain'
  readonly path: string
  readonly url: string
  /** Of a file that holds every architecture; null for a part, which is loaded as such. */
  readonly wholeBudgets: readonly number[] | null
}

interface Outcome {
  readonly records: number
  readonly seconds: number
  readonly cpuSeconds: number
  readonly maxRssMib: number
}

async function ingestRecords({ path, url, wholeBudgets }: Task): Promise<() => Promise<number>> {
  const space = await openSpace(tmpdir())
  const { sha256 } = await digestOf(path, { reporter: silentReporter, totalBytes: 0 })
  const described = describedInstance('cifar10')
  const file = { ...filesOf(described, ['only108']).only108, sha256 }
  const wholeFiles = wholeBudgets === null ? [] : [{ file, budgets: wholeBudgets }]
  return async () => {
    const db = await openDatabase({ url })
    const source = await nasbench101Source(
      { ...recordFileInput(path, described), wholeFiles },
      { space, reporter: silentReporter },
    )
    const { accepted } = await ingest(source, { db, reporter: silentReporter })
    await tidyEvaluations(db)
    await db.close()
    return accepted
  }
}

async function readPlainly({ path }: Task): Promise<() => Promise<number>> {
  return async () => {
    let records = 0
    for await (const block of readTfRecords(path)) {
      for (const { data } of block) {
        const fields: string[] = JSON.parse(data.toString('latin1'))
        if (Buffer.from(fields[4] ?? '', 'base64').length > 0) records++
      }
    }
    return records
  }
}

async function measure(task: Task): Promise<Outcome> {
  const run = await (task.kind === 'ingest' ? ingestRecords(task) : readPlainly(task))
  const cpu = process.cpuUsage()
  const start = performance.now()
  const records = await run()
  const seconds = (performance.now() - start) / 1000
  const { user, system } = process.cpuUsage(cpu)
  const maxRssMib = process.resourceUsage().maxRSS / 1024
  return { records, seconds, cpuSeconds: (user + system) / 1e6, maxRssMib }
}

/** In a process of its own, so that its memory is its own. */
async function inChild(task: Task): Promise<Outcome> {
  const child = fork(import.meta.filename, [], { env: { ...process.env, [CHILD]: '1' } })
  child.send(task)
  const outcome = once(child, 'message')
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The process that measures ${task.kind} ended with ${code}`)
  })
  const [message] = await Promise.race([outcome, ended])
  return message
}

async function ingestIntoNewDatabase(task: Omit<Task, 'url'>, server: string): Promise<Outcome> {
  const admin = postgres(server, { max: 1, onnotice: () => {} })
  const name = `bench_${process.pid}_${Date.now()}`
  await admin.unsafe(`create database ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  try {
    const db = await openDatabase({ url: url.href })
    await migrate(db)
    await db.close()
    return await inChild({ ...task, url: url.href })
  } finally {
    await admin.unsafe(`drop database if exists ${name} with (force)`)
    await admin.end()
  }
}

async function printMachine(server: string): Promise<void> {
  const client = postgres(server, { max: 1 })
  const [row] = await client`select version(), current_setting('fsync') as fsync,
    current_setting('shared_buffers') as buffers`
  await client.end()
  const [cpu] = cpus()
  console.log(
    `${cpus().length} cores ${cpu?.model}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, load before ${loadavg()[0]?.toFixed(1)}`,
  )
  console.log(
    `${String(row?.['version']).split(' on ')[0]}, fsync ${row?.['fsync']}, shared_buffers ${row?.['buffers']}`,
  )
}

function printOutcome(label: string, { records, seconds, cpuSeconds, maxRssMib }: Outcome): void {
  const perSecond = Math.round(records / seconds).toLocaleString('en-GB')
  const cpu = ((cpuSeconds / records) * 1e6).toFixed(2)
  console.log(
    `${label}: ${records.toLocaleString('en-GB')} records in ${seconds.toFixed(1)} s, ${perSecond} records/s, ${cpu} µs CPU of Node a record, peak ${Math.round(maxRssMib)} MiB`,
  )
}

async function main(): Promise<void> {
  const { architectures, budgets, rounds } = readOptions({
    ...GENERATED,
    rounds: wholeNumber({ otherwise: 1 }),
  })
  const wholeBudgets = architectures === ARCHITECTURE_COUNT ? budgets : null
  const path = join(tmpdir(), `nasbench101-bench-${process.pid}.tfrecord`)
  const given = process.env['DATABASE_URL']
  const server = given ? { url: given, stop: async () => {} } : await startTestPostgres()
  if ('missing' in server) throw new Error(`Set DATABASE_URL: ${server.missing}`)
  try {
    await printMachine(server.url)
    const space = await openSpace(tmpdir())
    await generateNasbench101(path, { space, architectures, budgets, seed: 1 })
    console.log(`generated ${((await stat(path)).size / 1e6).toFixed(0)} MB with invented values`)
    for (let round = 0; round < rounds; round++) {
      const ingested = await ingestIntoNewDatabase(
        { kind: 'ingest', path, wholeBudgets },
        server.url,
      )
      printOutcome('ingest', ingested)
      const plain = await inChild({ kind: 'plain', path, wholeBudgets, url: '' })
      printOutcome('plain reader, no checks, no database', plain)
      const ratio = ingested.seconds / ingested.records / (plain.seconds / plain.records)
      const fast = ingested.records / ingested.seconds >= RECORDS_PER_SECOND_MIN
      const small = ingested.maxRssMib < MAX_RSS_MIB
      console.log(
        `the ingest takes ${ratio.toFixed(1)} times as long; at least ${RECORDS_PER_SECOND_MIN} records/s: ${fast ? 'yes' : 'NO'}; below ${MAX_RSS_MIB} MiB: ${small ? 'yes' : 'NO'}`,
      )
    }
  } finally {
    await rm(path, { force: true })
    await server.stop()
  }
}

if (process.env[CHILD] === undefined) {
  await main()
} else {
  process.once('message', async (task: Task) => {
    process.send?.(await measure(task))
    process.disconnect()
  })
}
