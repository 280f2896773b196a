/** The server did not take, or did not keep, the connection: trying again later may help. */
export class DatabaseAwayError extends Error {
  override readonly name = 'DatabaseAwayError'
}

const SYSTEM = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT', // of a Unix socket
  'ABORT_ERR', // the connection took too long
]
const DRIVER = ['CONNECTION_CLOSED', 'CONNECTION_ENDED', 'CONNECTION_DESTROYED', 'CONNECT_TIMEOUT']
// Too many connections, shut down by an administrator, crashed, starting up or in recovery.
const SERVER = ['53300', '57P01', '57P02', '57P03']
const AWAY = new Set([...SYSTEM, ...DRIVER, ...SERVER])

/** Whether an error says that Postgres is away for now, and not that something is wrong. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error instanceof DatabaseAwayError) return true
  if ('code' in error && AWAY.has(String(error.code))) return true
  if (error instanceof AggregateError && error.errors.some(isDatabaseAway)) return true
  return isDatabaseAway(error.cause)
}
