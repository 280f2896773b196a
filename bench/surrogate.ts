import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSpace } from '../db/space-file.ts'
import { loadSurrogates, predictAll } from '../surrogate/predictor.ts'
import { machineLine } from './machine.ts'

// How long each surrogate takes to predict all measures of its instance for every architecture, on
// its own, and how long the one of So2Sat takes to train where its evaluations are at hand.

const PREDICTION_BUDGET_S = 60
const TRAINING_BUDGET_S = 300
const TRAINED = 'so2sat-lcz42'

/** Seconds on the clock, and seconds of processor time of this process. */
async function measured(run: () => Promise<unknown>): Promise<string> {
  const start = performance.now()
  const before = process.cpuUsage()
  await run()
  const { user, system } = process.cpuUsage(before)
  const seconds = (performance.now() - start) / 1000
  return `${seconds.toFixed(1)} s (${((user + system) / 1e6).toFixed(1)} s of processor time)`
}

const dataFolder = process.env['DATA_FOLDER'] || './data'
console.log(machineLine())
const space = await openSpace(dataFolder)
const { models, refused } = await loadSurrogates()
for (const { file, reason } of refused) console.log(`${file}: ${reason}`)
for (const model of models) {
  const took = await measured(() => predictAll(model, space))
  const { id, card } = model
  console.log(
    `${id}: ${card.outputs.length} outputs of ${space.size} architectures in ${took}, budget ${PREDICTION_BUDGET_S} s`,
  )
}

const folder = mkdtempSync(join(tmpdir(), 'eo-nas-bench-surrogate-'))
try {
  const start = performance.now()
  const args = ['--import', 'tsx', 'training/main.ts', 'train', TRAINED, '--models', folder]
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  const seconds = (performance.now() - start) / 1000
  console.log(
    status === 0
      ? `${TRAINED}: trained in ${seconds.toFixed(1)} s, budget ${TRAINING_BUDGET_S} s`
      : `${TRAINED} was not trained: ${stdout.trim()}`,
  )
} finally {
  rmSync(folder, { recursive: true })
}
