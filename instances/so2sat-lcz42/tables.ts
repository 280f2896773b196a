import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { IngestError } from '../../ingest/ingest-error.ts'
import { type PickleValue, parsePickle } from '../../ingest/pickle.ts'
import { PickleError } from '../../ingest/pickle-error.ts'
import type { LocalFile } from '../../ingest/source-files.ts'
import { messageOf } from '../../report/message-of.ts'

const Cell = {
  module_adjacency: z.array(z.array(z.number())),
  module_operations: z.array(z.string()),
}

const Measured = z.strictObject({
  final_train_accuracy: z.number(),
  final_validation_accuracy: z.number(),
  final_test_accuracy: z.number(),
  final_training_time: z.number(),
})

/** `fixed, computed` of NASBench-101's get_metrics_from_hash, with the one budget and run there is. */
const Entry = z
  .tuple([
    z.strictObject({ ...Cell, trainable_parameters: z.int() }),
    z.strictObject({ 108: z.tuple([Measured]) }),
  ])
  .transform(([fixed, { 108: runs }]) => ({ ...fixed, ...runs[0] }))

const Step = z.strictObject({
  ...Cell,
  id: z.int(),
  unique_hash: z.string(),
  step: z.int(),
})

/** One architecture in one of the pickles; what the three accuracies mean is the pickle's own. */
export type So2satEntry = z.infer<typeof Entry>
export type So2satStep = z.infer<typeof Step>
/** A step and the walk, counted from 0, that it is on. */
export type So2satWalkStep = So2satStep & { readonly walk: number }

/** A record that could be read, or what is wrong with it. */
export type Read<Value> = { readonly value: Value } | { readonly reason: string }

const FIX = 'Remove the file and fetch it again; its digest is in the catalogue.'

/** A pickle by module hash. @throws IngestError when it is not such a pickle */
export async function readPickle({
  path,
  file,
}: LocalFile): Promise<Map<string, Read<So2satEntry>>> {
  const entries = new Map<string, Read<So2satEntry>>()
  for (const [hash, entry] of rootOf(parse(await readFile(path), file.name), file.name)) {
    entries.set(String(hash), read(Entry, plain(entry)))
  }
  return entries
}

/** The steps of the random walks by module hash. @throws IngestError when it is another JSON */
export async function readWalks({
  path,
  file,
}: LocalFile): Promise<Map<string, Read<So2satWalkStep>>> {
  const steps = new Map<string, Read<So2satWalkStep>>()
  const walks = z.array(z.array(z.looseObject({ unique_hash: z.string() })))
  const parsed = walks.safeParse(parseJson(await readFile(path, 'utf8'), file.name))
  if (!parsed.success) {
    throw damaged(file.name, null, `it is no list of walks: ${firstIssue(parsed.error)}`)
  }
  for (const [walk, list] of parsed.data.entries()) {
    for (const step of list) {
      const hash = step.unique_hash
      const entry = read(Step, step)
      const onWalk = 'value' in entry ? { value: { ...entry.value, walk } } : entry
      steps.set(hash, steps.has(hash) ? { reason: 'it is on the walks twice' } : onWalk)
    }
  }
  return steps
}

function read<Schema extends z.ZodType>(schema: Schema, value: unknown): Read<z.infer<Schema>> {
  const parsed = schema.safeParse(value)
  return parsed.success ? { value: parsed.data } : { reason: firstIssue(parsed.error) }
}

function parse(bytes: Uint8Array, name: string): PickleValue {
  try {
    return parsePickle(bytes)
  } catch (error) {
    if (error instanceof PickleError) throw damaged(name, `byte ${error.offset}`, error.reason)
    throw error
  }
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw damaged(name, null, messageOf(error))
  }
}

function rootOf(value: PickleValue, name: string): Map<string | number, PickleValue> {
  if (value instanceof Map) return value
  throw damaged(name, null, 'it is no dict of architectures')
}

// Dicts become objects, so that one schema describes an entry.
function plain(value: PickleValue): unknown {
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([key, item]) => [key, plain(item)]))
  }
  return Array.isArray(value) ? value.map(plain) : value
}

function firstIssue(error: z.ZodError): string {
  const [issue] = error.issues
  return issue === undefined ? error.message : `${issue.path.join('.')}: ${issue.message}`
}

function damaged(file: string, where: string | null, reason: string): IngestError {
  return new IngestError({ file, where, reason, fix: FIX })
}
