/** Where a long task tells how far it is. */
export interface Reporter {
  info(line: string): void
  /** `done` of `total` in any one unit; a total of 0 means that it is not known. */
  progress(label: string, done: number, total: number): void
  done(label: string): void
}

/** The part of a terminal or file stream that a reporter writes to. */
export interface ReportStream {
  readonly isTTY?: boolean | undefined
  write(text: string): unknown
}

export interface ReporterOptions {
  readonly stream?: ReportStream
  /** Least milliseconds between two progress lines; 100 on a terminal, else 5,000. */
  readonly intervalMs?: number
  /** Milliseconds; a test's own clock. */
  readonly now?: () => number
}

const BAR_WIDTH = 24

/** A bar that is redrawn in place on a terminal; elsewhere plain lines, at most every few seconds. */
export function createReporter(options: ReporterOptions = {}): Reporter {
  const stream = options.stream ?? process.stderr
  const terminal = stream.isTTY === true
  const interval = options.intervalMs ?? (terminal ? 100 : 5000)
  const now = options.now ?? Date.now
  const last = new Map<string, number>()
  let barWidth = 0

  const clearBar = () => {
    if (barWidth > 0) stream.write(`\r${' '.repeat(barWidth)}\r`)
    barWidth = 0
  }
  return {
    info(line) {
      clearBar()
      stream.write(`${line}\n`)
    },
    progress(label, done, total) {
      const shown = last.get(label)
      const time = now()
      // A task shorter than the interval says nothing outside a terminal.
      if (shown === undefined) last.set(label, time)
      if (shown === undefined ? !terminal : time - shown < interval) return
      last.set(label, time)
      if (!terminal) {
        stream.write(`${label}: ${amount(done, total)}\n`)
        return
      }
      const line = `${label} ${bar(done, total)} ${amount(done, total)}`
      stream.write(`\r${line.padEnd(barWidth)}`)
      barWidth = line.length
    },
    done(label) {
      clearBar()
      last.delete(label)
      stream.write(`${label}: done\n`)
    },
  }
}

/** Says nothing: for callers that report in their own way. */
export const silentReporter: Reporter = {
  info() {},
  progress() {},
  done() {},
}

function amount(done: number, total: number): string {
  if (total <= 0) return done.toLocaleString('en-GB')
  const percent = Math.floor((100 * done) / total)
  return `${done.toLocaleString('en-GB')} of ${total.toLocaleString('en-GB')} (${percent}%)`
}

function bar(done: number, total: number): string {
  const share = total <= 0 ? 0 : Math.min(1, Math.max(0, done / total))
  const full = Math.round(share * BAR_WIDTH)
  return `[${'#'.repeat(full)}${'.'.repeat(BAR_WIDTH - full)}]`
}
