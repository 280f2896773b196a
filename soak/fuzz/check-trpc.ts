import { z } from 'zod'
import type { AnyOperation } from '../../api/operations/operation.ts'
import { operations } from '../../api/operations/operations.ts'
import { Problem } from '../../api/operations/problem.ts'

const Envelope = z.union([
  z.strictObject({ result: z.strictObject({ data: z.unknown() }) }),
  z.strictObject({
    error: z.strictObject({ message: z.string(), code: z.int(), data: Problem }),
  }),
])

const byName = new Map<string, AnyOperation>(Object.entries(operations))

/** Where a value breaks a schema, in a line. */
export function issuesOf({ issues }: z.ZodError): string {
  return JSON.stringify(issues.map(({ path, message }) => [path.join('/'), message])).slice(0, 500)
}

function checkOne(name: string, body: unknown, status: number | null): string | null {
  const envelope = Envelope.safeParse(body)
  if (!envelope.success) return `${name} in no form of tRPC: ${issuesOf(envelope.error)}`
  if ('error' in envelope.data) {
    const { data } = envelope.data.error
    return status === null || data.status === status
      ? null
      : `${status} with a problem that says ${data.status}`
  }
  const operation = byName.get(name)
  if (operation === undefined) return `an answer of ${name}, which is no operation`
  const parsed = operation.output.safeParse(envelope.data.result.data)
  return parsed.success
    ? null
    : `an answer of ${name} that breaks its schema: ${issuesOf(parsed.error)}`
}

/**
 * What is wrong with the answer to a tRPC request, null where nothing is: every error has a problem
 * in its data, and every result holds to the output of its operation.
 */
export function checkTrpc(target: string, status: number, text: string): string | null {
  const body: unknown = JSON.parse(text)
  const [path = ''] = target.split('?')
  const names = path.slice('/trpc/'.length).split(',')
  if (!Array.isArray(body)) return checkOne(names[0] ?? '', body, status)
  for (const [at, one] of body.entries()) {
    const wrong = checkOne(names[at] ?? '', one, null)
    if (wrong !== null) return wrong
  }
  return null
}
