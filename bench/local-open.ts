import { openRelease } from '../client/open-release.ts'

// One instance opened at one budget, in a process of its own, so that nothing else is in its memory:
// `local-open.ts FOLDER INSTANCE EPOCHS`.

const KNOWN_HASH = 'fb150c15ea56ec137175f9cc967397a9'
const MIB = 2 ** 20

const [folder = '', instance = '', epochs = ''] = process.argv.slice(2)
const before = process.memoryUsage().rss
const started = performance.now()
const release = await openRelease(folder)
await release.getFitness({ instance, epochs: Number(epochs), hash: KNOWN_HASH })
const seconds = (performance.now() - started) / 1000
const { rss } = process.memoryUsage()
const peak = process.resourceUsage().maxRSS / 1024
console.log(
  `${instance} at ${epochs} epochs: open to first answer ${seconds.toFixed(2)} s, resident memory ${(rss / MIB).toFixed(0)} MiB (${(before / MIB).toFixed(0)} before), at most ${peak.toFixed(0)} MiB`,
)
