import { setTimeout } from 'node:timers/promises'

/** Waits until something holds. @throws Error when it does not within the time, 20 s by default */
export async function until(
  holds: () => boolean | Promise<boolean>,
  milliseconds = 20_000,
): Promise<void> {
  for (const end = Date.now() + milliseconds; Date.now() < end; await setTimeout(20)) {
    if (await holds()) return
  }
  throw new Error(`It did not come to ${holds} within ${milliseconds} ms`)
}
