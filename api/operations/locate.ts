import { parseCell } from '../../space/cell.ts'
import { InvalidArchitectureError } from '../../space/invalid-architecture-error.ts'
import type { Space } from '../../space/space.ts'
import { shorten } from './errors.ts'
import type { ItemError } from './schemas/item-error.ts'

/** Where in the space an architecture of a request is. */
export interface Located {
  readonly architectureId: number
  readonly pruned: boolean
  /** Null where the request has a matrix: writing a hash takes longer than finding it. */
  readonly hash: string | null
}

const HASH = /^[0-9a-fA-F]{32}$/
const EXPECTED =
  'Give either {"hash": "…"} or {"matrix": [[…]], "operations": ["input", …, "output"]}'

function failure(code: ItemError['error']['code'], detail: string): ItemError {
  return { error: { code, detail: shorten(detail) } }
}

/** The error for a well-formed hash that no architecture has. */
export function unknownHash(hash: string): string {
  return `No architecture has the hash ${hash}; the space is NASBench-101's 423,624 cells.`
}

function locateHash(space: Space, hash: unknown): Located | ItemError {
  if (typeof hash !== 'string')
    return failure('request_invalid', `hash is not a string. ${EXPECTED}.`)
  const architectureId = space.idOfHash(hash)
  if (architectureId >= 0) return { architectureId, pruned: false, hash }
  if (!HASH.test(hash)) {
    return failure('request_invalid', `hash is not 32 hexadecimal digits: ${JSON.stringify(hash)}`)
  }
  const lowered = hash.toLowerCase()
  const loweredId = space.idOfHash(lowered)
  if (loweredId >= 0) return { architectureId: loweredId, pruned: false, hash: lowered }
  return failure('architecture_not_found', unknownHash(lowered))
}

function isMatrix(value: unknown): value is number[][] {
  if (!Array.isArray(value)) return false
  for (const row of value) {
    if (!Array.isArray(row)) return false
    for (const entry of row) if (typeof entry !== 'number') return false
  }
  return true
}

function isStrings(value: unknown): value is string[] {
  if (!Array.isArray(value)) return false
  for (const entry of value) if (typeof entry !== 'string') return false
  return true
}

function locateMatrix(space: Space, matrix: unknown, operations: unknown): Located | ItemError {
  if (!isMatrix(matrix)) {
    return failure('request_invalid', `matrix is not an array of arrays of numbers. ${EXPECTED}.`)
  }
  if (!isStrings(operations)) {
    return failure('request_invalid', `operations is not an array of strings. ${EXPECTED}.`)
  }
  try {
    const { cell, pruned } = parseCell(matrix, operations)
    return { architectureId: space.idOf(cell), pruned, hash: null }
  } catch (error) {
    if (!(error instanceof InvalidArchitectureError)) throw error
    const { reason, message } = error
    return { error: { code: 'architecture_invalid', detail: shorten(message), reason } }
  }
}

/**
 * Finds an architecture of a request in the space. Checked by hand and not by a schema, because this
 * runs for every item of a batch; whatever the item is, the answer is about this item only.
 */
export function locate(space: Space, item: unknown): Located | ItemError {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) {
    return failure('request_invalid', `This item is not an object. ${EXPECTED}.`)
  }
  let hash: unknown
  let matrix: unknown
  let operations: unknown
  const fields = item as Record<string, unknown>
  for (const key in fields) {
    if (key === 'hash') hash = fields[key]
    else if (key === 'matrix') matrix = fields[key]
    else if (key === 'operations') operations = fields[key]
    else return failure('request_invalid', `Unknown field ${JSON.stringify(key)}. ${EXPECTED}.`)
  }
  if (hash === undefined) return locateMatrix(space, matrix, operations)
  if (matrix === undefined && operations === undefined) return locateHash(space, hash)
  return failure('request_invalid', `This item has both a hash and a matrix. ${EXPECTED}.`)
}
