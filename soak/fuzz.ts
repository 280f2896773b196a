import { readOptions, seed, wholeNumber } from '../bench/options.ts'
import { fuzz } from './fuzz/run.ts'
import { fuzzedService } from './fuzz/service.ts'

// `npm run soak fuzz -- --requests 20000 --seed 1`: no answer with 5xx, none that breaks its schema.

const options = readOptions({
  requests: wholeNumber({ otherwise: 20_000 }),
  seed: seed(Date.now() % 2 ** 31),
})
const service = await fuzzedService()
const started = performance.now()
const { statuses, failures } = await fuzz({ ...service, ...options })
await service.close()
const seconds = ((performance.now() - started) / 1000).toFixed(0)
console.log(
  `${options.requests} requests of seed ${options.seed} in ${seconds} s; answers by status:`,
)
for (const [status, count] of [...statuses].sort(([left], [right]) => left - right)) {
  console.log(`  ${status === 0 ? 'none (cut off or half-closed)' : status}: ${count}`)
}
for (const failure of failures.slice(0, 20)) console.error(failure)
console.log(failures.length === 0 ? 'No failure.' : `${failures.length} failures.`)
process.exitCode = failures.length === 0 ? 0 : 1
