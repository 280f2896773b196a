import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSpace, SPACE_FILE } from '../../db/space-file.ts'
import type { Space } from '../../space/space.ts'
import { madeOnce } from './made-once.ts'

/** What tests keep from run to run on this machine. */
export const KEPT_FOLDER = join(tmpdir(), 'eo-nas-bench-test')

let opened: Promise<Space> | undefined

/** The whole space, built once for this machine and kept in its temporary folder. */
export function testSpace(): Promise<Space> {
  opened ??= open()
  return opened
}

async function open(): Promise<Space> {
  await madeOnce(join(KEPT_FOLDER, SPACE_FILE), () => openSpace(KEPT_FOLDER))
  return openSpace(KEPT_FOLDER)
}
