import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { DatabaseLocation } from '../../db/database.ts'
import { PHASES } from '../../soak/kill/pipeline.ts'
import { Rounds } from '../../soak/kill/round.ts'
import { describeDatabases } from '../support/databases.ts'
import { everyEvaluation, loaderOf, testEvaluations, testPlan } from '../support/test-ingest.ts'

const BATCH = 1000

function load(location: DatabaseLocation): ChildProcess {
  const script = join(import.meta.dirname, '../support/killed-load.ts')
  const args = ['--import', 'tsx', script, JSON.stringify(location)]
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
}

function batchesWritten(child: ChildProcess, batches: number): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The load ended with ${code}`)))
    child.stdout?.on('data', (text: Buffer) => {
      if (`${text}`.split('\n').some((line) => Number(line) >= batches)) resolve()
    })
  })
}

describeDatabases('a load that is killed', (databases) => {
  test('leaves whole batches, which the next load of the same plan goes on from', async () => {
    const location = await databases.locate()
    const child = load(location)
    const exit = new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)))
    await batchesWritten(child, 3)
    if ('folder' in location) {
      await expect(databases.openAt(location)).rejects.toThrow(`in use by process ${child.pid}`)
    }
    child.kill('SIGKILL')
    expect(await exit).toBe('SIGKILL')

    const db = await databases.openAt(location)
    const loader = await loaderOf(db, testPlan())
    const { position = 0, accepted } = loader.resume ?? {}
    expect(position).toBeGreaterThanOrEqual(3)
    expect(accepted).toBe(position * BATCH)
    expect((await everyEvaluation(db)).length).toBe(position * BATCH)
    const total = (position + 1) * BATCH
    await loader.write(testEvaluations(position * BATCH, total), position + 1)
    await loader.complete({ accepted: total, rejected: 0 })

    const whole = await databases.open()
    const reference = await loaderOf(whole, testPlan())
    await reference.write(testEvaluations(0, total), 1)
    await reference.complete({ accepted: total, rejected: 0 })
    expect(await everyEvaluation(db)).toEqual(await everyEvaluation(whole))
  })
})

describeDatabases('a start that is killed', (databases) => {
  for (const phase of PHASES) {
    test(`in its ${phase} is made good by the next one, row by row`, {
      timeout: 180_000,
    }, async () => {
      const rounds = new Rounds(await databases.locate())
      const { phase: killedIn, rowsCompared } = await rounds.run(phase)
      // The kill may come when a phase has just ended; what must hold, holds all the same.
      expect([...PHASES, null]).toContain(killedIn)
      expect(rowsCompared).toBe(12_000)
    })
  }
})
