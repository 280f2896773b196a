import type { Hono } from 'hono'
import { ColumnInput, columnValues } from '../../operations/column-values.ts'
import type { Context } from '../../operations/context.ts'
import { COLUMN_FILE } from '../../operations/downloads.ts'
import { parseInput } from '../../operations/input.ts'
import { settle } from '../../operations/run-cooperatively.ts'
import { answer, CACHE, notModified } from '../answer.ts'
import { charge } from '../charge.ts'
import { addressOf, isLoopback } from '../client-address.ts'
import { knownTag, tagOf } from '../etag.ts'
import type { HttpEnvironment } from '../http.ts'
import { HEAVY_MS } from '../limits.ts'
import { decodeQuery, fieldsOf } from '../query-string.ts'
import { withHeavySlot } from '../run-operation.ts'
import type { Service } from '../service.ts'

const FIELDS = fieldsOf({ input: ColumnInput })

// A view where the machine's own order is that of the format, as nearly everywhere.
function littleEndian(values: Float64Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(values.buffer as ArrayBuffer)
  if (new Uint8Array(Uint16Array.of(1).buffer)[0] === 1) return bytes
  const view = new DataView(bytes.buffer)
  for (let at = 0; at < values.length; at++) view.setFloat64(8 * at, values[at] as number, true)
  return bytes
}

interface Serving {
  readonly service: Service
  openContext(): Context
}

/** Serves the columns of instances under GET and HEAD. */
export function serveColumns(app: Hono<HttpEnvironment>, { openContext, service }: Serving): void {
  const route = COLUMN_FILE.path.replaceAll(/\{(\w+)\}/g, ':$1')
  app.get(route, async (http) => {
    const { env } = http
    env.route = COLUMN_FILE.path
    const context = openContext()
    const query = new URLSearchParams(new URL(http.req.url).search)
    const input = parseInput(ColumnInput, decodeQuery(FIELDS, http.req.param(), query))
    const init = {
      type: 'application/octet-stream',
      cache: CACHE.release,
      tag: tagOf(env, context.release.id),
    }
    const known = knownTag(env, init.tag)
    if (known !== null) return notModified(env, known, init)
    charge(env, HEAVY_MS)
    const values = await withHeavySlot(service, env, () =>
      settle(columnValues(context, input), env),
    )
    const isPlain = isLoopback(addressOf(env, service.settings.trustedProxies))
    return answer(env, littleEndian(values), { ...init, isPlain })
  })
}
