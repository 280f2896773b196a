import { messageOf } from '../../report/message-of.ts'
import { bitCount, type Cell, EDGES_MAX, edgeBit, formOf, parseCell } from '../../space/cell.ts'
import { complexity } from '../../space/complexity.ts'
import { InvalidArchitectureError } from '../../space/invalid-architecture-error.ts'
import { INPUT, OPERATIONS, OUTPUT } from '../../space/operation.ts'
import { ARCHITECTURE_COUNT, type Space } from '../../space/space.ts'
import { type EvaluationData, ModelMetricsError, readModelMetrics } from './model-metrics.ts'

/** NASBench-101's training budgets in epochs. */
export const BUDGETS: readonly number[] = [4, 12, 36, 108]

/** NASBench-101 evaluates on 39 whole batches of 256 images. */
const EVALUATED_IMAGES = 9984

const SHAPE = { height: 32, width: 32, channels: 3, classes: 10 } as const

// nasbench counts epochs in whole training steps; half an epoch is more than that can differ.
const EPOCH_TOLERANCE = 0.5

/** One checked record: one training of one architecture at one budget. */
export interface Nasbench101Record {
  readonly architectureId: number
  readonly epochs: number
  /** `formOf` the cell as published; null where that is the representative of its architecture. */
  readonly form: number | null
  readonly halfway: EvaluationData
  readonly final: EvaluationData
}

/** Why a record was refused. */
export interface Refusal {
  readonly reason: string
}

class RecordError extends Error {}

/**
 * Reads and checks records of NASBench-101's files: JSON [module_hash, epochs, adjacency,
 * operations, base64 of ModelMetrics]. The hash and the parameter count are computed again from
 * the matrix and compared. Memory is constant.
 * Format: google-research/nasbench, nasbench/api.py.
 */
export function nasbench101RecordReader(
  space: Space,
): (data: Buffer) => Nasbench101Record | Refusal {
  const metricsOf = base64Metrics()
  const parametersOf = parameterCounts()

  function read(data: Buffer): Nasbench101Record {
    const [hash, epochs, rawAdjacency, rawOperations, rawMetrics] = fieldsOf(data)
    const cell = publishedCell(rawAdjacency, rawOperations)
    const architectureId = space.idOf(cell)
    if (space.idOfHash(hash) !== architectureId) {
      throw new RecordError(
        `the module hash is ${JSON.stringify(hash)}, but its matrix and operations give ${space.hashOf(architectureId)}`,
      )
    }
    const metrics = metricsOf(rawMetrics)
    const [start, halfway, final] = metrics.evaluations
    if (!start || !halfway || !final || metrics.evaluations.length !== 3) {
      throw new RecordError(
        `it holds ${metrics.evaluations.length} evaluations; NASBench-101 has 3: start, halfway, final`,
      )
    }
    const parameters = parametersOf(architectureId, cell)
    if (metrics.trainableParameters !== parameters) {
      throw new RecordError(
        `it states ${metrics.trainableParameters} trainable parameters, but its matrix and operations give ${parameters}`,
      )
    }
    checkEpoch('start', start, 0)
    checkEpoch('halfway', halfway, epochs / 2)
    checkEpoch('final', final, epochs)
    checkValues('halfway', halfway)
    checkValues('final', final)
    const representative = space.cellOf(architectureId)
    const isRepresentative =
      cell.adjacency === representative.adjacency && cell.operations === representative.operations
    return { architectureId, epochs, form: isRepresentative ? null : formOf(cell), halfway, final }
  }

  return (data) => {
    try {
      return read(data)
    } catch (error) {
      if (error instanceof RecordError || error instanceof InvalidArchitectureError) {
        return { reason: error.message }
      }
      throw error
    }
  }
}

type Fields = [hash: string, epochs: number, adjacency: string, operations: string, metrics: string]

function fieldsOf(data: Buffer): Fields {
  let fields: unknown
  try {
    // A record is ASCII; Latin-1 is the quickest way there, and other text fails a check below.
    fields = JSON.parse(data.toString('latin1'))
  } catch (error) {
    throw new RecordError(`it is no JSON (${messageOf(error)})`)
  }
  if (!isFields(fields)) {
    throw new RecordError(
      'it is not [module_hash, epochs, raw_adjacency, raw_operations, raw_metrics]: four strings and the epochs',
    )
  }
  const epochs = fields[1]
  if (epochs !== 108 && epochs !== 36 && epochs !== 12 && epochs !== 4) {
    throw new RecordError(`its budget is ${epochs} epochs; NASBench-101 has ${BUDGETS.join(', ')}`)
  }
  return fields
}

function isFields(value: unknown): value is Fields {
  return (
    Array.isArray(value) &&
    value.length === 5 &&
    typeof value[0] === 'string' &&
    typeof value[1] === 'number' &&
    typeof value[2] === 'string' &&
    typeof value[3] === 'string' &&
    typeof value[4] === 'string'
  )
}

const VERTICES_OF_LENGTH: readonly (number | undefined)[] = [
  ...Array.from({ length: 50 }, (_, length) => {
    const vertices = Math.sqrt(length)
    return Number.isInteger(vertices) && vertices >= 2 ? vertices : undefined
  }),
]

// All 364 lists of operations that up to seven vertices can have, by the text of the file.
const OPERATION_LISTS = new Map<string, { readonly vertices: number; readonly code: number }>()
for (let interior = 0; interior <= 5; interior++) {
  for (let code = 0; code < 3 ** interior; code++) {
    const names = Array.from(
      { length: interior },
      (_, vertex) => OPERATIONS[Math.floor(code / 3 ** (interior - 1 - vertex)) % 3],
    )
    OPERATION_LISTS.set([INPUT, ...names, OUTPUT].join(), { vertices: interior + 2, code })
  }
}

/**
 * The cell of a record's adjacency ('0110…', V × V characters, row by row) and operations
 * ('input,conv3x3-bn-relu,…,output') when it is valid and nothing prunes; null otherwise.
 */
export function cellFromStrings(rawAdjacency: string, rawOperations: string): Cell | null {
  const vertices = VERTICES_OF_LENGTH[rawAdjacency.length]
  const operations = OPERATION_LISTS.get(rawOperations)
  if (vertices === undefined || operations?.vertices !== vertices) return null
  let adjacency = 0
  let at = 0
  for (let x = 0; x < vertices; x++) {
    for (let y = 0; y < vertices; y++) {
      const character = rawAdjacency.charCodeAt(at++)
      if (character === 0x31 && x < y) adjacency |= 1 << edgeBit(x, y)
      else if (character !== 0x30) return null
    }
  }
  return isWhole(vertices, adjacency) && bitCount(adjacency) <= EDGES_MAX
    ? { vertices, adjacency, operations: operations.code }
    : null
}

function isWhole(vertices: number, adjacency: number): boolean {
  let fromInput = 1
  for (let y = 1; y < vertices; y++) {
    if ((sourcesOf(adjacency, y) & fromInput) !== 0) fromInput |= 1 << y
  }
  let toOutput = 1 << (vertices - 1)
  for (let y = vertices - 1; y > 0; y--) {
    if (((toOutput >>> y) & 1) === 1) toOutput |= sourcesOf(adjacency, y)
  }
  return (fromInput & toOutput) === (1 << vertices) - 1
}

function sourcesOf(adjacency: number, y: number): number {
  return (adjacency >>> edgeBit(0, y)) & ((1 << y) - 1)
}

function publishedCell(rawAdjacency: string, rawOperations: string): Cell {
  const fast = cellFromStrings(rawAdjacency, rawOperations)
  if (fast !== null) return fast
  const vertices = Math.sqrt(rawAdjacency.length)
  if (!Number.isInteger(vertices) || !/^[01]*$/.test(rawAdjacency)) {
    throw new RecordError(
      `its adjacency ${JSON.stringify(rawAdjacency)} is not the 0s and 1s of a square matrix`,
    )
  }
  const matrix = Array.from({ length: vertices }, (_, x) =>
    Array.from(rawAdjacency.slice(x * vertices, (x + 1) * vertices), Number),
  )
  const { cell, pruned } = parseCell(matrix, rawOperations.split(','))
  if (pruned) {
    throw new RecordError(
      `of its ${vertices} vertices only ${cell.vertices} are on a path from input to output; NASBench-101 publishes pruned cells`,
    )
  }
  return cell
}

function base64Metrics() {
  let bytes = Buffer.alloc(4096)
  let view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return (base64: string) => {
    if (base64.length > bytes.length) {
      bytes = Buffer.alloc(2 * base64.length)
      view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    }
    const length = bytes.write(base64, 'base64')
    try {
      return readModelMetrics(view, length)
    } catch (error) {
      if (!(error instanceof ModelMetricsError)) throw error
      throw new RecordError(`its metrics are no ModelMetrics message (${error.message})`)
    }
  }
}

// Isomorphic matrices can differ in parameters: an entry is of the form that was seen last.
function parameterCounts(): (architectureId: number, cell: Cell) => number {
  const forms = new Uint32Array(ARCHITECTURE_COUNT)
  const counts = new Uint32Array(ARCHITECTURE_COUNT)
  return (architectureId, cell) => {
    const form = formOf(cell)
    if (forms[architectureId] !== form) {
      forms[architectureId] = form
      counts[architectureId] = complexity(cell, SHAPE).trainableParameters
    }
    return counts[architectureId] ?? 0
  }
}

function checkEpoch(point: string, data: EvaluationData, expected: number): void {
  if (Math.abs(data.currentEpoch - expected) <= EPOCH_TOLERANCE) return
  throw new RecordError(`its ${point} evaluation is of epoch ${data.currentEpoch}, not ${expected}`)
}

function checkValues(point: string, data: EvaluationData): void {
  checkAccuracy(point, 'train', data.trainAccuracy)
  checkAccuracy(point, 'validation', data.validationAccuracy)
  checkAccuracy(point, 'test', data.testAccuracy)
  if (!(data.trainingTime >= 0 && data.trainingTime < Number.POSITIVE_INFINITY)) {
    throw new RecordError(`its ${point} training time is ${data.trainingTime} seconds`)
  }
}

function checkAccuracy(point: string, split: string, value: number): void {
  if (!(value >= 0 && value <= 1)) {
    throw new RecordError(`its ${point} ${split} accuracy is ${value}, not a fraction from 0 to 1`)
  }
  const correct = Math.round(value * EVALUATED_IMAGES)
  if (Math.fround(correct / EVALUATED_IMAGES) !== value) {
    throw new RecordError(
      `its ${point} ${split} accuracy is ${value}, no float32 of k/${EVALUATED_IMAGES}; the nearest is ${Math.fround(correct / EVALUATED_IMAGES)}`,
    )
  }
}
