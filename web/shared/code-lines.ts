/** What a listing is asked for, whatever the language. */
export interface ListingCall {
  readonly instance: string
  readonly epochs: number | null
  readonly source: string
  readonly where: readonly string[]
  readonly sort: string
  readonly limit: number
}

export interface CodeLines {
  readonly curl: string
  readonly python: string
  readonly typescript: string
}

const quoted = (text: string) => `'${text.replaceAll("'", "\\'")}'`
const python = (text: string) => JSON.stringify(text)

/** Path and query of the API. */
export function listingPath(call: ListingCall): string {
  const query = new URLSearchParams()
  if (call.epochs !== null) query.set('epochs', String(call.epochs))
  if (call.source !== 'auto') query.set('source', call.source)
  for (const condition of call.where) query.append('where', condition)
  query.set('sort', call.sort)
  query.set('limit', String(call.limit))
  return `/v1/instances/${call.instance}/architectures?${query}`
}

/** Programs that ask for exactly this listing. */
export function listingLines(origin: string, call: ListingCall): CodeLines {
  const { instance, epochs, source, where, sort, limit } = call
  const pythonFields = [
    ...(epochs === null ? [] : [`epochs=${epochs}`]),
    ...(source === 'auto' ? [] : [`source=${python(source)}`]),
    ...(where.length === 0 ? [] : [`where=[${where.map(python).join(', ')}]`]),
    `sort=${python(sort)}`,
    `limit=${limit}`,
  ]
  const fields = [
    `instance: ${quoted(instance)}`,
    ...(epochs === null ? [] : [`epochs: ${epochs}`]),
    ...(source === 'auto' ? [] : [`source: ${quoted(source)}`]),
    ...(where.length === 0 ? [] : [`where: [${where.map(quoted).join(', ')}]`]),
    `sort: ${quoted(sort)}`,
    `limit: ${limit}`,
  ]
  return {
    curl: `curl '${origin}${listingPath(call)}'`,
    python: `from eo_nas_bench import Client

bench = Client(${python(origin)})
page = bench.list_fitness(
    ${python(instance)},
${pythonFields.map((field) => `    ${field},\n`).join('')})
best = page["results"][0]`,
    typescript: `import { createClient } from 'eo-nas-bench'

const bench = createClient(${quoted(origin)})
const { results } = await bench.listFitness({
${fields.map((field) => `  ${field},\n`).join('')}})
const [best] = results`,
  }
}

/** Programs that ask for the fitness of one architecture. */
export function fitnessLines(
  origin: string,
  { instance, hash, epochs }: { instance: string; hash: string; epochs: number },
): CodeLines {
  return {
    curl: `curl '${origin}/v1/instances/${instance}/architectures/${hash}?epochs=${epochs}'`,
    python: `from eo_nas_bench import Client

bench = Client(${python(origin)})
fitness = bench.get_fitness(${python(instance)}, ${python(hash)}, epochs=${epochs})
print(fitness["source"], fitness["metrics"])`,
    typescript: `import { createClient } from 'eo-nas-bench'

const bench = createClient(${quoted(origin)})
const { source, metrics } = await bench.getFitness({
  instance: ${quoted(instance)},
  hash: ${quoted(hash)},
  epochs: ${epochs},
})
console.log(source, metrics)`,
  }
}
