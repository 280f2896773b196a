import type { Evaluation } from '../../db/evaluation.ts'
import type { IngestPlan } from '../../db/ingest-plan.ts'
import type { Instance } from '../../fitness/instance.ts'
import { measureName, measuresOf } from '../../fitness/measure.ts'
import type { Described } from '../../ingest/built-in.ts'
import { checkArchitecture, shapeOf } from '../../ingest/checked-architecture.ts'
import type { Item, Resume, Source } from '../../ingest/source.ts'
import type { LocalFile } from '../../ingest/source-files.ts'
import type { Reporter } from '../../report/reporter.ts'
import type { Space } from '../../space/space.ts'
import {
  type Read,
  readPickle,
  readWalks,
  type So2satEntry,
  type So2satStep,
  type So2satWalkStep,
} from './tables.ts'

/** Raise when the same files would be read to other evaluations. */
const PARSER_VERSION = 1

export const SO2SAT_EPOCHS = 108

export const SO2SAT_FILES = ['micro', 'macro', 'latency', 'macs', 'walks'] as const

export type So2satLocals = Readonly<Record<(typeof SO2SAT_FILES)[number], LocalFile>>

interface So2satInput {
  readonly locals: So2satLocals
  readonly described: Pick<Described, 'id' | 'instance'>
}

/**
 * The So2Sat LCZ-42 benchmark (emreds/tum-dlr-automl-for-eo, nasbench_database) as a source. Hash,
 * id and parameter count of each architecture are recomputed and all five files must agree on it.
 */
export function so2satLcz42Source(
  { locals, described: { id, instance } }: So2satInput,
  { space, reporter }: { space: Space; reporter: Reporter },
): Source {
  const plan: IngestPlan = {
    source: id,
    instance,
    files: SO2SAT_FILES.map((name) => locals[name].file),
    completeness: 'complete',
    parserVersion: PARSER_VERSION,
  }
  const sourceFile = SO2SAT_FILES.indexOf('micro')
  const evaluationOf = evaluationReader(instance, { space, sourceFile })

  async function* records(resume: Resume | null): AsyncGenerator<readonly Item[]> {
    const tables = {
      micro: await readPickle(locals.micro),
      macro: await readPickle(locals.macro),
      latency: await readPickle(locals.latency),
      macs: await readPickle(locals.macs),
      walks: await readWalks(locals.walks),
    }
    // In the order of the walks; the others may name an architecture that these do not.
    const hashes = new Set([tables.walks, ...Object.values(tables)].flatMap((t) => [...t.keys()]))
    const items = [...hashes].map((hash, at): Item => {
      const position = at + 1
      const record = recordOf(hash, tables)
      const result = 'reason' in record ? record : (problemOf(record) ?? evaluationOf(hash, record))
      if (!('reason' in result)) return { evaluation: result, position }
      const { file } = locals[result.name]
      const where = `module hash ${hash}`
      return { rejected: { file: file.name, where, reason: result.reason }, position }
    })
    reporter.info(`${id}: ${macsLine(tables.macs)}`)
    yield items.filter((item) => item.position > (resume?.position ?? 0))
  }

  return { plan, records }
}

/** What the five files say about one architecture. */
interface So2satRecord {
  readonly micro: So2satEntry
  readonly macro: So2satEntry
  readonly latency: So2satEntry
  readonly macs: So2satEntry
  readonly walks: So2satWalkStep
}

type So2satTables = { readonly [name in keyof So2satRecord]: Map<string, Read<So2satRecord[name]>> }

interface Problem {
  readonly name: keyof So2satRecord
  readonly reason: string
}

function recordOf(hash: string, tables: So2satTables): So2satRecord | Problem {
  const problems: Problem[] = []
  const take = <Value>(name: keyof So2satRecord, table: Map<string, Read<Value>>): Value | null => {
    const entry = table.get(hash) ?? { reason: 'the other files have it, this one has not' }
    if ('value' in entry) return entry.value
    problems.push({ name, reason: entry.reason })
    return null
  }
  const micro = take('micro', tables.micro)
  const macro = take('macro', tables.macro)
  const latency = take('latency', tables.latency)
  const macs = take('macs', tables.macs)
  const walks = take('walks', tables.walks)
  if (micro && macro && latency && macs && walks) return { micro, macro, latency, macs, walks }
  return problems[0] ?? { name: 'walks', reason: 'it is in none of the files' }
}

function problemOf(record: So2satRecord): Problem | null {
  return disagreement(record) ?? outOfRange(record)
}

/** The files must say the same of the cell, its parameter count and its training time. */
function disagreement(record: So2satRecord): Problem | null {
  const { micro } = record
  for (const name of ['macro', 'latency', 'macs', 'walks'] as const) {
    if (cellText(record[name]) !== cellText(micro)) {
      return { name, reason: 'its matrix or operations differ from those of the other files' }
    }
  }
  for (const name of ['macro', 'latency', 'macs'] as const) {
    const { trainable_parameters, final_training_time } = record[name]
    if (trainable_parameters !== micro.trainable_parameters) {
      return { name, reason: 'its parameter count differs from that of the other files' }
    }
    if (final_training_time !== micro.final_training_time) {
      return { name, reason: 'its training time differs from that of the other files' }
    }
  }
  return null
}

function outOfRange({ micro, macro, latency, macs }: So2satRecord): Problem | null {
  for (const [name, entry] of [['micro', micro] as const, ['macro', macro] as const]) {
    const wrong = accuraciesOf(entry).find((accuracy) => accuracy < 0 || accuracy > 1)
    if (wrong !== undefined) return { name, reason: `the accuracy ${wrong} is not from 0 to 1` }
  }
  // In these two the one value stands under all three names, none of which is an accuracy.
  for (const [name, entry] of [['latency', latency] as const, ['macs', macs] as const]) {
    const [value, ...others] = accuraciesOf(entry)
    if (others.some((other) => other !== value)) {
      return { name, reason: 'its value must stand under all three names and differs' }
    }
  }
  if (!(latency.final_test_accuracy > 0)) {
    return { name: 'latency', reason: `the latency ${latency.final_test_accuracy} is not positive` }
  }
  if (!(micro.final_training_time > 0)) {
    return {
      name: 'micro',
      reason: `the training time ${micro.final_training_time} is not positive`,
    }
  }
  if (macsUnit(macs) === null) {
    return {
      name: 'macs',
      reason: `the value ${macs.final_test_accuracy} is not the ${macs.trainable_parameters} parameters in millions or thousands that stand in this file`,
    }
  }
  return null
}

/**
 * The profiler's text was "3.825M" or "777.624K" and its number went into the pickle, so the unit
 * is lost; both are the parameters, not multiply-accumulates.
 */
function macsUnit({ final_test_accuracy, trainable_parameters }: So2satEntry): 'M' | 'K' | null {
  if (Math.abs(final_test_accuracy * 1e6 - trainable_parameters) <= 500) return 'M'
  return Math.round(final_test_accuracy * 1e3) === trainable_parameters ? 'K' : null
}

function macsLine(macs: Map<string, Read<So2satEntry>>): string {
  const units = [...macs.values()].map((entry) => ('value' in entry ? macsUnit(entry.value) : null))
  const count = (unit: 'M' | 'K') => units.filter((found) => found === unit).length
  return `the "MACs" of ${count('M') + count('K')} of ${units.length} architectures are their parameter counts (${count('K')} in thousands without saying so); they are not loaded, MACs are computed from the architecture`
}

function evaluationReader(
  instance: Instance,
  { space, sourceFile }: { space: Space; sourceFile: number },
): (hash: string, record: So2satRecord) => Evaluation | Problem {
  const shape = shapeOf(instance)
  const names = measuresOf(instance).map(measureName)
  return (hash, { micro, macro, latency, walks }) => {
    const architecture = checkArchitecture(
      {
        hash,
        cell: { matrix: micro.module_adjacency, operations: micro.module_operations },
        trainableParameters: micro.trainable_parameters,
      },
      { space, shape },
    )
    if ('reason' in architecture) return { name: 'micro', reason: architecture.reason }
    if (architecture.architectureId !== walks.id) {
      return {
        name: 'walks',
        reason: `the id ${walks.id} is written, its hash has ${architecture.architectureId}`,
      }
    }
    const values: Readonly<Record<string, number>> = {
      'overallAccuracy.train': micro.final_train_accuracy,
      'overallAccuracy.validation': micro.final_validation_accuracy,
      'overallAccuracy.test': micro.final_test_accuracy,
      'averageAccuracy.train': macro.final_train_accuracy,
      'averageAccuracy.validation': macro.final_validation_accuracy,
      'averageAccuracy.test': macro.final_test_accuracy,
      latencyMs: latency.final_test_accuracy,
      trainingTimeS: micro.final_training_time,
    }
    return {
      ...architecture,
      epochs: SO2SAT_EPOCHS,
      run: 0,
      sourceFile,
      sampleGroup: walks.walk,
      values: names.map((name) => values[name] ?? null),
    }
  }
}

function accuraciesOf(entry: So2satEntry): number[] {
  return [entry.final_train_accuracy, entry.final_validation_accuracy, entry.final_test_accuracy]
}

function cellText({ module_adjacency, module_operations }: So2satEntry | So2satStep): string {
  return JSON.stringify([module_adjacency, module_operations])
}
