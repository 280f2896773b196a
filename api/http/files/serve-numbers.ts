import type { Hono } from 'hono'
import type { z } from 'zod'
import type { Context } from '../../operations/context.ts'
import { parseInput } from '../../operations/input.ts'
import { answer, CACHE, notModified } from '../answer.ts'
import { charge } from '../charge.ts'
import { addressOf, isLoopback } from '../client-address.ts'
import { knownTag, tagOf } from '../etag.ts'
import type { Http, HttpEnvironment } from '../http.ts'
import { decodeQuery, fieldsOf } from '../query-string.ts'
import { withHeavySlot } from '../run-operation.ts'
import type { Service } from '../service.ts'

export interface NumbersServing {
  readonly service: Service
  openContext(): Context
}

/** A file with numbers of all architectures, which the release alone decides. */
interface NumbersFile<Input extends z.ZodObject> {
  /** With path parameters in braces, each a field of the input. */
  readonly path: string
  readonly input: Input
  /** About how many milliseconds it takes the processor. */
  readonly processorMs: number
  readonly bytesOf: (
    context: Context,
    input: z.output<Input>,
    env: Http['env'],
  ) => Promise<Uint8Array<ArrayBuffer>>
}

/** Serves a file under GET and HEAD, one at a time with other heavy work. */
export function serveNumbers<Input extends z.ZodObject>(
  app: Hono<HttpEnvironment>,
  { openContext, service }: NumbersServing,
  { path, input: schema, processorMs, bytesOf }: NumbersFile<Input>,
): void {
  const fields = fieldsOf({ input: schema })
  app.get(path.replaceAll(/\{(\w+)\}/g, ':$1'), async (http) => {
    const { env } = http
    env.route = path
    const context = openContext()
    const query = new URLSearchParams(new URL(http.req.url).search)
    const input = parseInput(schema, decodeQuery(fields, http.req.param(), query))
    const init = {
      type: 'application/octet-stream',
      cache: CACHE.release,
      tag: tagOf(env, context.release.id),
    }
    const known = knownTag(env, init.tag)
    if (known !== null) return notModified(env, known, init)
    charge(env, processorMs)
    const bytes = await withHeavySlot(service, env, () => bytesOf(context, input, env))
    const isPlain = isLoopback(addressOf(env, service.settings.trustedProxies))
    return answer(env, bytes, { ...init, isPlain })
  })
}
