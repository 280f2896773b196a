import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { AnswerCounts, Served } from '../operations/context.ts'
import { type Answered, RequestDurations } from './request-durations.ts'

// Of the process and not of an app: memory, processor time, delay of the event loop, collections.
let ofProcess: Registry | undefined

function processRegistry(): Registry {
  if (ofProcess === undefined) {
    ofProcess = new Registry()
    collectDefaultMetrics({ register: ofProcess })
  }
  return ofProcess
}

/** What the metrics are read from when Prometheus asks. */
export interface Observed {
  /** By instance, as the operations count them. */
  readonly answerCounts: ReadonlyMap<string, AnswerCounts>
  /** Whether the database answered when it was last asked; null where none is open. */
  isDatabaseUp(): boolean | null
}

/** What the service counts of itself. */
export class Metrics {
  inFlight = 0
  readonly #registry = new Registry()
  readonly #durations = new RequestDurations()

  constructor(getServed: () => Served | null, { answerCounts, isDatabaseUp }: Observed) {
    processRegistry()
    const registers = [this.#registry]
    const metrics = this
    new Gauge({
      name: 'http_requests_in_flight',
      help: 'Requests that are being answered',
      registers,
      collect() {
        this.set(metrics.inFlight)
      },
    })
    new Gauge({
      name: 'eo_nas_bench_release_info',
      help: 'The release that is served',
      labelNames: ['release', 'published_at'],
      registers,
      collect() {
        this.reset()
        const release = getServed()?.release
        if (release === undefined) return
        this.set({ release: release.id, published_at: release.publishedAt }, 1)
      },
    })
    new Gauge({
      name: 'eo_nas_bench_database_up',
      help: 'Whether the database answered when it was last asked; absent while none is open',
      registers,
      collect() {
        this.reset()
        const isUp = isDatabaseUp()
        if (isUp === null) this.remove()
        else this.set(isUp ? 1 : 0)
      },
    })
    new Counter({
      name: 'eo_nas_bench_fitness_answers_total',
      help: 'Architectures whose fitness was answered, by instance and source',
      labelNames: ['instance', 'source'],
      registers,
      collect() {
        this.reset()
        for (const [instance, { tabular, surrogate, world }] of answerCounts) {
          this.inc({ instance, source: 'tabular' }, tabular)
          this.inc({ instance, source: 'surrogate' }, surrogate)
          this.inc({ instance, source: 'world' }, world)
        }
      },
    })
  }

  observe(request: Answered, seconds: number): void {
    this.#durations.observe(request, seconds)
  }

  /** Everything in Prometheus's text format. */
  async text(): Promise<string> {
    const [own, ofProcess] = await Promise.all([
      this.#registry.metrics(),
      processRegistry().metrics(),
    ])
    return `${this.#durations.text()}\n${own}\n${ofProcess}`
  }

  get type(): string {
    return this.#registry.contentType
  }
}
