import { expect, test } from 'vitest'
import { progressBar } from '../../client/progress-bar.ts'

function drawn(isTTY: boolean): string[] {
  const written: string[] = []
  const onProgress = progressBar({ isTTY, write: (text) => written.push(text) })
  for (const done of [0, 10, 1e6, 2e6]) onProgress('a.parquet', done, 2e6)
  onProgress('empty.bin', 0, 0)
  return written
}

test('a terminal shows a bar that is drawn over itself, and only where it changed', () => {
  const empty = '-'.repeat(24)
  const half = '#'.repeat(12) + '-'.repeat(12)
  const full = '#'.repeat(24)
  expect(drawn(true)).toStrictEqual([
    `\r\u001b[K[${empty}] 0.0 of 2.0 MB  a.parquet`,
    `\r\u001b[K[${half}] 1.0 of 2.0 MB  a.parquet`,
    `\r\u001b[K[${full}] 2.0 of 2.0 MB  a.parquet\n`,
    `\r\u001b[K[${full}] 0.0 of 0.0 MB  empty.bin\n`,
  ])
})

test('a file or a pipe gets one line a file', () => {
  expect(drawn(false)).toStrictEqual(['a.parquet: 2.0 of 2.0 MB\n', 'empty.bin: 0.0 of 0.0 MB\n'])
})
