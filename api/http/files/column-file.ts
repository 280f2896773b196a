import type { Hono } from 'hono'
import { ColumnInput, columnValues } from '../../operations/column-values.ts'
import { COLUMN_FILE } from '../../operations/downloads.ts'
import { settle } from '../../operations/run-cooperatively.ts'
import type { HttpEnvironment } from '../http.ts'
import { type NumbersServing, serveNumbers } from './serve-numbers.ts'

// A view where the machine's own order is that of the format, as nearly everywhere.
function littleEndian(values: Float64Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(values.buffer as ArrayBuffer)
  if (new Uint8Array(Uint16Array.of(1).buffer)[0] === 1) return bytes
  const view = new DataView(bytes.buffer)
  for (let at = 0; at < values.length; at++) view.setFloat64(8 * at, values[at] as number, true)
  return bytes
}

/** Serves the columns of instances under GET and HEAD. */
export function serveColumns(app: Hono<HttpEnvironment>, serving: NumbersServing): void {
  serveNumbers(app, serving, {
    path: COLUMN_FILE.path,
    input: ColumnInput,
    processorMs: 20,
    bytesOf: async (context, input, env) =>
      littleEndian(await settle(columnValues(context, input), env)),
  })
}
