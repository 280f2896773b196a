import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'

test.each([
  ['soak/main.ts kill --kills many', '--kills many: a whole number from 1 to 1000000000.'],
  ['soak/kill.ts --on mysql', '--on mysql: say pglite or postgres.'],
  ['soak/fuzz.ts --requests 1e3', '--requests 1e3: a whole number from 1 to 1000000000.'],
  ['soak/load.ts --seed=-1', '--seed -1: a whole number from 0 to 2147483647.'],
  ['bench/nasbench101-ingest.ts --rounds 0', '--rounds 0: a whole number from 1 to 1000000000.'],
  ['bench/generate-nasbench101.ts --budgets 4,x', '--budgets 4,x: a whole number from 1 to 108.'],
  ['bench/generate-nasbench101.ts --out', "Option '--out <value>' argument missing"],
])('%s is called wrongly and says why', (command, why) => {
  const args = ['--import', 'tsx', ...command.split(' ')]
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  expect({ status, stdout, stderr }).toStrictEqual({ status: 2, stdout: '', stderr: `${why}\n` })
})
