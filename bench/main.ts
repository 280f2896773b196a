import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

// `npm run bench [name…]`: each benchmark in a process of its own, one after the other.

const BENCHMARKS = [
  'space',
  'start',
  'http',
  'listing',
  'local',
  'surrogate',
  'worlds',
  'pages',
  'nasbench101-ingest',
]

const names = process.argv.slice(2)
const unknown = names.filter((name) => !BENCHMARKS.includes(name))
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}; there are ${BENCHMARKS.join(', ')}.`)
  process.exit(2)
}
for (const name of names.length > 0 ? names : BENCHMARKS) {
  console.log(`\n== ${name}`)
  const file = join(import.meta.dirname, `${name}.ts`)
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', file], { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
