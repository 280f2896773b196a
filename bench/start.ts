import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { spawnService } from '../test/support/started-service.ts'
import { machineLine } from './machine.ts'
import { measuredEnvironment } from './measured-service.ts'
import { oneOf, readOptions } from './options.ts'
import { memoryOf, type Stage, stageReader } from './start-stages.ts'

// From the start of the process to the end of each stage, with PGlite and the sources at hand: in an
// empty folder, and again in the same folder. The rival is the official loader of NASBench-101, which
// cannot run here; its published figure is quoted. Seconds need two idle cores; processor seconds do not.
// `--until first-answer` ends there, after a tenth of the time.

const STAGES = { 'first-answer': 'first answer', ready: 'ready, with all predictions' } as const
const BUDGETS = { 'first answer': 10, 'ready, with all predictions': 60 }
const SECOND_START_BUDGET_S = 10
const REST_MS = 20_000
const REST_BUDGET_MIB = 700

/** @param restMs from the end of the last stage until its memory is read; 0: it is not read */
async function stagesOf(environment: Record<string, string>, last: string, restMs = 0) {
  const { child } = spawnService(environment)
  const reader = stageReader(child.pid ?? 0)
  const exited = new Promise<void>((done) => child.once('exit', () => done()))
  const isReady = () => reader.stages().some(({ name }) => name === last)
  await new Promise<void>((ready) => {
    child.stdout?.on('data', (text: string) => {
      reader.take(text)
      if (isReady()) ready()
    })
    exited.then(ready)
  })
  const memory = isReady() && restMs > 0 ? await setTimeout(restMs, child.pid).then(memoryOf) : null
  child.kill('SIGTERM')
  await exited
  if (!isReady()) throw new Error('The service ended before it was ready.')
  return { stages: reader.stages(), memory }
}

function lineOf({ name, seconds, processorSeconds }: Stage) {
  const budget = BUDGETS[name as keyof typeof BUDGETS]
  const own = processorSeconds === null ? '' : `, processor ${processorSeconds.toFixed(1)} s`
  const most = budget === undefined ? '' : ` (budget ${budget} s)`
  return `  ${name}: until ${seconds.toFixed(1)} s${own}${most}`
}

const { until } = readOptions({ until: oneOf<keyof typeof STAGES>(['first-answer', 'ready']) })
console.log(machineLine())
const folder = await mkdtemp(join(tmpdir(), 'eo-nas-bench-bench-'))
// A first start is measured: with the models that are given, and no data.
const { EO_NAS_BENCH_MODELS } = process.env
const environment = measuredEnvironment({ EO_NAS_BENCH_MODELS }, folder)
try {
  console.log('first start')
  const restMs = until === 'first-answer' ? 0 : REST_MS
  const { stages, memory } = await stagesOf(environment, STAGES[until ?? 'ready'], restMs)
  for (const stage of stages) console.log(lineOf(stage))
  if (memory !== null) {
    const { resident, peak } = memory
    console.log(
      `  memory: ${resident} MiB after ${REST_MS / 1000} s without requests (budget ${REST_BUDGET_MIB} MiB), ${peak} MiB at most`,
    )
  }
  if (until !== 'first-answer') {
    const { stages: second } = await stagesOf(environment, STAGES.ready)
    const last = second.at(-1)
    console.log(
      `second start: ready after ${last?.seconds.toFixed(1)} s (budget ${SECOND_START_BUDGET_S} s)`,
    )
    console.log('for comparison: the official loader takes about 200 s at every start (peers)')
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}
