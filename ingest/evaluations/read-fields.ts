import { EPOCHS_MAX, RUN_MAX } from '../../fitness/evaluation-limits.ts'
import { UNIT_RANGES } from '../../fitness/instance.ts'
import { becomesZero } from '../../fitness/too-small.ts'
import type { WrittenArchitecture } from '../checked-architecture.ts'
import type { MeasureColumn, Structure, TableDescription } from './description.ts'
import { FieldError, printed } from './field-error.ts'
import { readHash } from './read-hash.ts'
import type { TableFormat } from './table-format.ts'

const GROUP_MAX = 32_767

type Fields = ReadonlyMap<string, unknown>

/** What a row says, each field checked for itself. */
export interface ReadFields {
  readonly architecture: WrittenArchitecture
  readonly epochs: number
  /** From 0; null where the row does not say. */
  readonly run: number | null
  /** Of architectures that were sampled together; null where the row does not say. */
  readonly group: number | null
  /** In the order of `measuresOf(instance)`. */
  readonly values: (number | null)[]
}

/** @throws FieldError with the first rule that is broken */
export function readFields(fields: Fields, description: TableDescription): ReadFields {
  const { structure, measures, format } = description
  const field = (name: Structure) => present(fields.get(structure[name]))
  const number = (column: string) => numberOf(column, present(fields.get(column)), format.decimal)
  const integer = (name: Structure, range: { min: number; max: number }) =>
    integerOf(structure[name], number(structure[name]), range)
  const epochs = integer('epochs', { min: 1, max: EPOCHS_MAX })
  if (epochs === null) throw new FieldError(`${structure.epochs} is missing`)
  const values = measures.map((measure) =>
    measure === null ? null : measured(measure, number(measure.column)),
  )
  if (values.every((value) => value === null)) throw new FieldError('it has no measured value')
  return {
    architecture: {
      hash: readHash(structure.hash, field('hash')),
      cell: cellOf(field('matrix'), field('operations')),
      trainableParameters: integer('trainableParameters', { min: 0, max: Number.MAX_SAFE_INTEGER }),
    },
    epochs,
    run: integer('run', { min: 0, max: RUN_MAX }),
    group: integer('group', { min: 0, max: GROUP_MAX }),
    values,
  }
}

function present(value: unknown): unknown {
  if (value === undefined || value === null) return null
  return typeof value === 'string' && value.trim() === '' ? null : value
}

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/
const DECIMAL_COMMA = /^[+-]?(\d+,\d*|,\d+)([eE][+-]?\d+)?$/

function numberOf(column: string, value: unknown, decimal: TableFormat['decimal']): number | null {
  if (value === null) return null
  const text = typeof value === 'string' ? value.trim() : null
  const hasComma = text !== null && DECIMAL_COMMA.test(text)
  const pointed = hasComma && decimal === ',' ? text.replace(',', '.') : text
  const number = pointed !== null && DECIMAL.test(pointed) ? Number(pointed) : value
  if (number === 0 && pointed !== null && becomesZero(pointed)) {
    throw new FieldError(`${column} is ${printed(value)}, which is too small for a number`)
  }
  if (typeof number === 'number' && Number.isFinite(number)) return number
  const hint = hasComma ? ': set "decimal": "," in the description' : ''
  throw new FieldError(`${column} is ${printed(value)}, not a finite number${hint}`)
}

function integerOf(
  column: string,
  number: number | null,
  { min, max }: { min: number; max: number },
): number | null {
  if (number === null || (Number.isInteger(number) && number >= min && number <= max)) return number
  throw new FieldError(`${column} is ${number}, not a whole number from ${min} to ${max}`)
}

function measured({ column, unit }: MeasureColumn, number: number | null): number | null {
  const [min, max] = UNIT_RANGES[unit]
  if (number === null || (number >= min && number <= max)) return number
  const range = max === Infinity ? 'it must not be negative' : `a ${unit} is from ${min} to ${max}`
  throw new FieldError(`${column} is ${number}; ${range}`)
}

function cellOf(matrix: unknown, operations: unknown): WrittenArchitecture['cell'] {
  if (matrix === null && operations === null) return null
  if (matrix === null) throw new FieldError('there are operations without a matrix')
  if (operations === null) throw new FieldError('there is a matrix without operations')
  return { matrix: matrixOf(matrix), operations: operationsOf(operations) }
}

function matrixOf(value: unknown): number[][] {
  if (typeof value === 'string') {
    const bits = value.trim()
    const size = Math.sqrt(bits.length)
    if (!Number.isInteger(size) || !/^[01]*$/.test(bits)) {
      throw new FieldError(
        `the matrix ${printed(value)} is not vertices × vertices characters 0 and 1, row by row`,
      )
    }
    return Array.from({ length: size }, (_, row) =>
      Array.from(bits.slice(row * size, (row + 1) * size), Number),
    )
  }
  if (Array.isArray(value) && value.every(isNumbers)) return value
  throw new FieldError(`the matrix ${printed(value)} is no list of rows of 0 and 1`)
}

function isNumbers(row: unknown): row is number[] {
  return Array.isArray(row) && row.every((entry) => typeof entry === 'number')
}

function operationsOf(value: unknown): string[] {
  if (typeof value === 'string') return value.split(',').map((name) => name.trim())
  if (Array.isArray(value) && value.every((name) => typeof name === 'string')) return value
  throw new FieldError(`the operations ${printed(value)} are no list of names`)
}
