import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSpace } from '../../db/space-file.ts'
import type { Space } from '../../space/space.ts'

let opened: Promise<Space> | undefined

/** The whole space, built once for this machine and kept in its temporary folder. */
export function testSpace(): Promise<Space> {
  opened ??= openSpace(join(tmpdir(), 'eo-nas-bench-test'))
  return opened
}
