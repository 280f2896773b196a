import { describe, expect, it } from 'vitest'
import { createReporter } from '../../report/reporter.ts'

function stream(isTTY: boolean) {
  const written: string[] = []
  return { isTTY, written, write: (text: string) => written.push(text) }
}

describe('a reporter on a terminal', () => {
  it('redraws one line and clears it before the next message', () => {
    const output = stream(true)
    let time = 0
    const reporter = createReporter({ stream: output, now: () => time })
    reporter.progress('loading', 50, 200)
    time += 50
    reporter.progress('loading', 60, 200)
    time += 50
    reporter.progress('loading', 100, 200)
    reporter.info('a message')
    expect(output.written).toEqual([
      '\rloading [######..................] 50 of 200 (25%)',
      '\rloading [############............] 100 of 200 (50%)',
      `\r${' '.repeat(51)}\r`,
      'a message\n',
    ])
  })
})

describe('a reporter elsewhere', () => {
  it('writes plain lines, the first after five seconds', () => {
    const output = stream(false)
    let time = 0
    const reporter = createReporter({ stream: output, now: () => time })
    for (; time <= 12_000; time += 1000) reporter.progress('loading', time / 1000, 0)
    reporter.done('loading')
    expect(output.written).toEqual(['loading: 5\n', 'loading: 10\n', 'loading: done\n'])
  })
})
