const SECONDS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10]
const NAME = 'http_request_duration_seconds'
const HELP = 'Time from the arrival of a request to the headers of its answer'

/** The labels of the histogram. */
export interface Answered {
  readonly method: string
  /** The address's template, never the address. */
  readonly route: string
  readonly status: number
}

interface Counts {
  readonly labels: string
  /** How many took at most so long and longer than the bucket before; the last has no bound. */
  readonly buckets: Float64Array
  seconds: number
}

// Only what HTTP knows: whoever invents methods makes no series.
const METHODS = new Set(['GET', 'HEAD', 'POST', 'OPTIONS', 'PUT', 'PATCH', 'DELETE'])

/**
 * A Prometheus histogram of all requests. Own code: prom-client hashes the labels of every
 * observation, which takes longer than all other conventions of a look-up together.
 */
export class RequestDurations {
  readonly #counts = new Map<string, Map<number, Counts>>()

  /** @param request its method, the template of its address, and the status of its answer */
  observe(request: Answered, seconds: number): void {
    const counts = this.#countsOf(request)
    let at = 0
    while (at < SECONDS.length && seconds > (SECONDS[at] as number)) at++
    counts.buckets[at] = (counts.buckets[at] as number) + 1
    counts.seconds += seconds
  }

  #countsOf({ method, route, status }: Answered): Counts {
    const shown = METHODS.has(method) ? method : 'other'
    const key = shown === 'GET' ? route : `${shown} ${route}`
    const byStatus = this.#counts.get(key) ?? new Map<number, Counts>()
    const known = byStatus.get(status)
    if (known !== undefined) return known
    const labels = `method="${shown}",route="${route}",status="${status}"`
    const counts = { labels, buckets: new Float64Array(SECONDS.length + 1), seconds: 0 }
    this.#counts.set(key, byStatus.set(status, counts))
    return counts
  }

  /** In Prometheus's text format. */
  text(): string {
    const lines = [`# HELP ${NAME} ${HELP}`, `# TYPE ${NAME} histogram`]
    for (const byStatus of this.#counts.values()) {
      for (const { labels, buckets, seconds } of byStatus.values()) {
        let sum = 0
        for (const [at, count] of buckets.entries()) {
          sum += count
          lines.push(`${NAME}_bucket{${labels},le="${SECONDS[at] ?? '+Inf'}"} ${sum}`)
        }
        lines.push(`${NAME}_sum{${labels}} ${seconds}`, `${NAME}_count{${labels}} ${sum}`)
      }
    }
    return `${lines.join('\n')}\n`
  }
}
