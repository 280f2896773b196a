import { type DestinationStream, destination, pino } from 'pino'

export type LogFields = Readonly<Record<string, unknown>>

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** Where the service writes what happened; causes of errors go here and nowhere else. */
export interface Log {
  /** Whether `debug` writes anything. */
  readonly isVerbose: boolean
  debug(event: string, fields?: LogFields): void
  info(event: string, fields?: LogFields): void
  warn(event: string, fields?: LogFields): void
  error(event: string, fields?: LogFields): void
}

const STANDARD_ERROR = 2
// Lines are written together, and never later than this.
const BUFFER_BYTES = 4096
const FLUSH_MS = 500

// Causes too, whatever they are; pino's own leaves out those that are no errors.
function plain(value: unknown): unknown {
  if (!(value instanceof Error)) return value
  const { name, message, stack, cause } = value
  return { name, message, stack, ...(cause === undefined ? {} : { cause: plain(cause) }) }
}

function standardError(): DestinationStream {
  return destination({
    dest: STANDARD_ERROR,
    sync: false,
    minLength: BUFFER_BYTES,
    periodicFlush: FLUSH_MS,
  })
}

/** One JSON object a line, by default to the standard error stream. */
export function jsonLog(write?: (line: string) => unknown, level: LogLevel = 'info'): Log {
  const lines = pino(
    {
      level,
      base: null,
      messageKey: 'event',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: plain },
    },
    write === undefined ? standardError() : { write },
  )
  return {
    isVerbose: lines.isLevelEnabled('debug'),
    debug: (event, fields = {}) => lines.debug(fields, event),
    info: (event, fields = {}) => lines.info(fields, event),
    warn: (event, fields = {}) => lines.warn(fields, event),
    error: (event, fields = {}) => lines.error(fields, event),
  }
}
