/** An architecture as the service samples it. */
export interface Sampled {
  readonly hash: string
  readonly matrix: readonly (readonly number[])[]
  readonly operations: readonly string[]
}

/** What one instance answers at one budget. */
export interface Budget {
  readonly instance: string
  readonly epochs: number
  readonly isDefault: boolean
  readonly measured: readonly string[]
  readonly isMeasured: (hash: string) => boolean
  readonly isPredicted: boolean
}

/** What the load is made of, as the service itself tells it before anything is measured. */
export interface Catalogue {
  readonly release: string
  readonly budgets: readonly Budget[]
  readonly architectures: readonly Sampled[]
  readonly surrogates: readonly string[]
  /** Addresses of listings, each page of a walk through one. */
  readonly pages: readonly string[]
  /** Addresses with the tag of their answer. */
  readonly tagged: readonly { readonly path: string; readonly etag: string }[]
}

const SAMPLES = 5
const SAMPLE = 10_000
const WALK = 10
const TAGGED = 1000
const WALKS = [
  'sort=architectureId',
  'sort=-testAccuracy',
  'sort=-macs&where=trainableParameters%3C=3000000',
]

interface InstanceAnswer {
  readonly id: string
  readonly epochs: readonly number[]
}

export async function readCatalogue(url: string): Promise<Catalogue> {
  const fetched = async (path: string, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${url}${path}`, { headers })
    if (answer.status !== 200) throw new Error(`${path} was answered ${answer.status}`)
    return answer
  }
  const results = async <T>(path: string) =>
    ((await (await fetched(path)).json()) as { results: T[] }).results

  async function budgetOf({ id, epochs: all }: InstanceAnswer, epochs: number): Promise<Budget> {
    const listing = `/v1/instances/${id}/architectures?epochs=${epochs}`
    const lines = await fetched(`${listing}&source=tabular`, { Accept: 'application/x-ndjson' })
    const measured = (await lines.text())
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => (JSON.parse(line) as Sampled).hash)
    const known = new Set(measured)
    const { status } = await fetch(`${url}${listing}&source=surrogate&limit=1`)
    return {
      instance: id,
      epochs,
      isDefault: epochs === Math.max(...all),
      measured,
      isMeasured: (hash) => known.has(hash),
      isPredicted: status === 200,
    }
  }

  async function walk(listing: string): Promise<string[]> {
    const paths: string[] = []
    for (let next: string | null = ''; next !== null && paths.length < WALK; ) {
      const path: string = `${listing}${next === '' ? '' : `&cursor=${encodeURIComponent(next)}`}`
      paths.push(path)
      next = ((await (await fetched(path)).json()) as { next: string | null }).next
    }
    return paths
  }

  const instances = await results<InstanceAnswer>('/v1/instances')
  const budgets: Budget[] = []
  for (const instance of instances) {
    for (const epochs of instance.epochs) budgets.push(await budgetOf(instance, epochs))
  }
  const architectures: Sampled[] = []
  for (let seed = 0; seed < SAMPLES; seed++) {
    const path = `/v1/architectures/sample?count=${SAMPLE}&seed=${seed}`
    architectures.push(...(await results<Sampled>(path)))
  }
  const tagged: { path: string; etag: string }[] = []
  for (const { hash } of architectures.slice(0, TAGGED)) {
    const path = `/v1/architectures/${hash}`
    const answer = await fetched(path)
    await answer.arrayBuffer()
    tagged.push({ path, etag: answer.headers.get('ETag') ?? '' })
  }
  const pages: string[] = []
  for (const { instance, epochs, isPredicted } of budgets) {
    if (!isPredicted) continue
    const listing = `/v1/instances/${instance}/architectures?epochs=${epochs}`
    for (const order of WALKS) pages.push(...(await walk(`${listing}&${order}`)))
  }
  const { release } = (await (await fetched('/readyz')).json()) as { release: string }
  const surrogates = (await results<{ id: string }>('/v1/surrogates')).map(({ id }) => id)
  return { release, budgets, architectures, surrogates, pages, tagged }
}
