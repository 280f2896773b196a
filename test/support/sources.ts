import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

const beside = resolve(import.meta.dirname, '../../../shared/data')

const given = process.env['EO_NAS_BENCH_SOURCES'] ?? beside

/** Folder of the real upstream files; undefined where there is none (then their tests are skipped). */
export const sourcesFolder: string | undefined = existsSync(given) ? given : undefined
