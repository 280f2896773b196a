import type { ChildProcess } from 'node:child_process'
import { setImmediate } from 'node:timers/promises'
import type { Release } from '../fitness/release.ts'
import { type Column, packRelease } from '../release/packed-release.ts'
import type { Space } from '../space/space.ts'
import { encodeSpace } from '../space/space-encoding.ts'
import { sendTo } from './child-process.ts'

/** A release in parts. */
export type ReleasePart =
  | { readonly text: string }
  | { readonly column: Column }
  | { readonly space: Uint8Array }

/** Sends a release to another process column by column, so that look-ups are answered in between. */
export async function sendRelease(
  child: ChildProcess,
  release: Release,
  space: Space,
): Promise<void> {
  const send = (part: ReleasePart) => sendTo(child, part)
  const { text, columns } = packRelease(release)
  await send({ text })
  await send({ space: encodeSpace(space) })
  for (const column of columns) {
    await send({ column })
    await setImmediate()
  }
}
