import { HOME } from '../common/home.ts'

/** Which cells have a value, and at which budget. */
export interface ColumnsOf {
  readonly instance: string
  readonly epochs: string
  readonly source: string
}

const kept = new Map<string, Promise<Float64Array>>()
const KEPT_MAX = 24

async function load(address: string): Promise<Float64Array> {
  const response = await fetch(address)
  if (!response.ok) {
    const problem = (await response.json().catch(() => null)) as { detail?: string } | null
    throw new Error(problem?.detail ?? `The service answered ${response.status}.`)
  }
  return new Float64Array(await response.arrayBuffer())
}

/** One number of all cells by their ids; a column that was loaded is not loaded again. */
export function loadColumn(
  { instance, epochs, source }: ColumnsOf,
  name: string,
): Promise<Float64Array> {
  const query = new URLSearchParams({ epochs, source })
  const address = `${HOME}/v1/instances/${instance}/columns/${name}?${query}`
  const known = kept.get(address)
  if (known !== undefined) return known
  const [oldest] = kept.keys()
  if (kept.size >= KEPT_MAX && oldest !== undefined) kept.delete(oldest)
  const loading = load(address)
  kept.set(address, loading)
  loading.catch(() => kept.delete(address))
  return loading
}
