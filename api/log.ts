export type LogFields = Readonly<Record<string, unknown>>

/** Where the service writes what happened; causes of errors go here and nowhere else. */
export interface Log {
  info(event: string, fields?: LogFields): void
  error(event: string, fields?: LogFields): void
}

function plain(value: unknown): unknown {
  if (!(value instanceof Error)) return value
  const { name, message, stack, cause } = value
  return { name, message, stack, ...(cause === undefined ? {} : { cause: plain(cause) }) }
}

/** One JSON object a line, to the standard error stream unless told otherwise. */
export function jsonLog(write: (line: string) => void = (line) => process.stderr.write(line)): Log {
  const at =
    (level: string) =>
    (event: string, fields: LogFields = {}) => {
      const shown = Object.entries(fields).map(([key, value]) => [key, plain(value)])
      write(
        `${JSON.stringify({ time: new Date().toISOString(), level, event, ...Object.fromEntries(shown) })}\n`,
      )
    }
  return { info: at('info'), error: at('error') }
}
