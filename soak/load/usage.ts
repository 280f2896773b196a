import { setTimeout } from 'node:timers/promises'

/** Of the service's process: memory in bytes. */
export interface Usage {
  readonly resident: number
  readonly heapUsed: number
  readonly external: number
  /** Processor time since its start, user and system. */
  readonly cpuSeconds: number
}

const IDLE_MS = 2_000
const COLLECTED_MS = 1_000

/** Reads what `/metrics` tells. @throws Error where a figure is absent */
export async function readUsage(url: string): Promise<Usage> {
  const text = await (await fetch(`${url}/metrics`)).text()
  const read = (name: string) => {
    const found = new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]
    if (found === undefined) throw new Error(`/metrics has no ${name}`)
    return Number(found)
  }
  return {
    resident: read('process_resident_memory_bytes'),
    heapUsed: read('nodejs_heap_size_used_bytes'),
    external: read('nodejs_external_memory_bytes'),
    cpuSeconds: read('process_cpu_seconds_total'),
  }
}

/** Lets the service rest, collects its garbage if it can, and reads its usage then. */
export async function usageAtRest(url: string, collect: () => void): Promise<Usage> {
  await setTimeout(IDLE_MS)
  for (let time = 0; time < 2; time++) {
    collect()
    await setTimeout(COLLECTED_MS)
  }
  return readUsage(url)
}
