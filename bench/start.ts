import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sourcesFolder } from '../test/support/sources.ts'
import { startService } from '../test/support/started-service.ts'
import { machineLine } from './machine.ts'

// From the start of the process to the line that says it is ready, with PGlite and the sources at
// hand: in an empty folder, and again in the same folder. The rival is the official loader of
// NASBench-101, which cannot run here; its published figure is quoted.

console.log(machineLine())
const folder = await mkdtemp(join(tmpdir(), 'eo-nas-bench-bench-'))
try {
  for (const [name, budget] of [
    ['first start', 120],
    ['second start', 10],
  ] as const) {
    const service = await startService({
      DATA_FOLDER: folder,
      EO_NAS_BENCH_SOURCES: sourcesFolder ?? join(folder, 'none'),
    })
    console.log(
      `${name}: ready after ${(service.readyAfterMs / 1000).toFixed(1)} s (budget ${budget} s)`,
    )
    await service.stop()
  }
  console.log('for comparison: the official loader takes about 200 s at every start (peers)')
} finally {
  await rm(folder, { recursive: true, force: true })
}
