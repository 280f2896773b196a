import { PickleError } from './pickle-error.ts'
import { exactInteger } from './pickle-reader.ts'

/** The two functions a pickle of numpy scalars names; nothing is ever looked up or called. */
export type NumpyGlobal = 'scalar' | 'dtype'

/** Total list of the globals that are understood; numpy 2 renamed its core. */
const NUMPY_GLOBALS: ReadonlyMap<string, NumpyGlobal> = new Map([
  ['numpy.core.multiarray scalar', 'scalar'],
  ['numpy._core.multiarray scalar', 'scalar'],
  ['numpy dtype', 'dtype'],
])

export function numpyGlobal(module: string, name: string, offset: number): NumpyGlobal {
  const known = NUMPY_GLOBALS.get(`${module} ${name}`)
  if (known !== undefined) return known
  throw new PickleError(
    offset,
    `the global ${JSON.stringify(`${module} ${name}`.slice(0, 200))} is refused: only numpy scalars are read`,
  )
}

const TYPES = ['f4', 'f8', 'i4', 'i8'] as const
type NumpyType = (typeof TYPES)[number]

/** A numpy dtype; its byte order arrives in a second step, as numpy pickles it. */
export class Dtype {
  readonly type: NumpyType
  littleEndian: boolean | null = null

  constructor(type: NumpyType) {
    this.type = type
  }
}

/** `dtype('f8', False, True)`: the type, then numpy's align and copy, which change no value. */
export function createDtype(args: readonly unknown[], offset: number): Dtype {
  const type = TYPES.find((known) => known === args[0])
  if (type === undefined) {
    throw new PickleError(
      offset,
      `the numpy type ${printed(args[0])} is not one of ${TYPES.join(', ')}`,
    )
  }
  return new Dtype(type)
}

/** The state `(3, '<', None, None, None, -1, -1, 0)`: version, byte order, no fields, no shape. */
export function setByteOrder(dtype: Dtype, state: unknown, offset: number): void {
  const [version, order, ...fields] = Array.isArray(state) ? state : []
  if (version !== 3 || (order !== '<' && order !== '>') || fields.slice(0, 3).some(isPresent)) {
    throw new PickleError(offset, `a numpy dtype with the state ${printed(state)} is not supported`)
  }
  dtype.littleEndian = order === '<'
}

/** `scalar(dtype, bytes)` as the number it stands for. */
export function scalarValue(args: readonly unknown[], offset: number): number {
  const [dtype, bytes] = args
  if (args.length !== 2 || !(dtype instanceof Dtype) || !(bytes instanceof Uint8Array)) {
    throw new PickleError(offset, 'a numpy scalar needs a dtype and its bytes')
  }
  if (dtype.littleEndian === null) {
    throw new PickleError(offset, 'a numpy scalar whose dtype has no byte order')
  }
  if (bytes.length !== (dtype.type.endsWith('8') ? 8 : 4)) {
    throw new PickleError(offset, `a numpy ${dtype.type} of ${bytes.length} bytes`)
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  switch (dtype.type) {
    case 'f4':
      return view.getFloat32(0, dtype.littleEndian)
    case 'f8':
      return view.getFloat64(0, dtype.littleEndian)
    case 'i4':
      return view.getInt32(0, dtype.littleEndian)
    case 'i8':
      return exactInteger(view.getBigInt64(0, dtype.littleEndian), offset)
  }
}

function isPresent(value: unknown): boolean {
  return value !== null && value !== undefined
}

function printed(value: unknown): string {
  if (value instanceof Uint8Array || value instanceof Map) return 'of another kind'
  return (JSON.stringify(value) ?? 'undefined').slice(0, 100)
}
