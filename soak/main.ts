import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

// `npm run soak <name> [-- options]`: what takes too long for `npm test`, each in a process of its own.

const SOAKS: readonly string[] = ['attack', 'fuzz', 'kill', 'load']

const [name, ...options] = process.argv.slice(2)
if (name === undefined || !SOAKS.includes(name)) {
  console.error(`There is no soak ${name ?? 'without a name'}; there are ${SOAKS.join(', ')}.`)
  process.exit(2)
}
const file = join(import.meta.dirname, `${name}.ts`)
const { status } = spawnSync(process.execPath, ['--import', 'tsx', file, ...options], {
  stdio: 'inherit',
})
process.exitCode = status ?? 1
