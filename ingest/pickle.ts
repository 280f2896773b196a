import {
  createDtype,
  Dtype,
  type NumpyGlobal,
  numpyGlobal,
  scalarValue,
  setByteOrder,
} from './numpy-scalar.ts'
import { PickleError } from './pickle-error.ts'
import { PickleReader } from './pickle-reader.ts'

/** What a pickle may hold: None, bool, int and float, str, bytes, list or tuple, dict. */
export type PickleValue = Leaf | PickleValue[] | Map<string | number, PickleValue>
type Leaf = null | boolean | number | string | Uint8Array

export interface PickleLimits {
  readonly bytes: number
  /** Entries of the memo, of the stack and of each dict. */
  readonly entries: number
  readonly depth: number
}

const LIMITS: PickleLimits = { bytes: 64 * 1024 * 1024, entries: 1_000_000, depth: 64 }

/** Stands on the stack for a function a pickle names; it is a word and cannot be called. */
class Global {
  readonly name: NumpyGlobal

  constructor(name: NumpyGlobal) {
    this.name = name
  }
}

type Slot = Leaf | Global | Dtype | Slot[] | Map<string | number, Slot>

/**
 * Decodes a Python pickle (protocols 2 to 5, https://peps.python.org/pep-3154/) that holds plain
 * data and numpy scalars. No code of the pickle can run: there is no importer and no call, only
 * the two names that numpy scalars are written with.
 * @throws PickleError with the offset, for anything else
 */
export function parsePickle(bytes: Uint8Array, limits: PickleLimits = LIMITS): PickleValue {
  if (bytes.length > limits.bytes) {
    throw new PickleError(0, `${bytes.length} bytes are more than the ${limits.bytes} allowed`)
  }
  const machine = new PickleMachine(new PickleReader(bytes), limits)
  return asData(machine.run(), limits, bytes.length)
}

class PickleMachine {
  readonly #reader: PickleReader
  readonly #limits: PickleLimits
  readonly #stack: Slot[] = []
  readonly #marks: number[] = []
  readonly #memo = new Map<number, Slot>()
  #offset = 0

  constructor(reader: PickleReader, limits: PickleLimits) {
    this.#reader = reader
    this.#limits = limits
  }

  run(): Slot {
    for (;;) {
      this.#offset = this.#reader.position
      if (this.#reader.remaining === 0) throw this.#error('no end: the pickle is truncated')
      const opcode = this.#reader.uint8()
      if (opcode === STOP) return this.#stop()
      const step = OPCODES.get(opcode)
      if (step === undefined) {
        throw this.#error(`opcode 0x${opcode.toString(16).padStart(2, '0')} is not plain data`)
      }
      step(this, this.#reader)
    }
  }

  push(value: Slot): void {
    if (this.#stack.length >= this.#limits.entries) throw this.#error('the stack is too large')
    this.#stack.push(value)
  }

  mark(): void {
    if (this.#marks.length >= this.#limits.depth) throw this.#error('nested too deeply')
    this.#marks.push(this.#stack.length)
  }

  pop(): Slot {
    const value = this.#stack.length > (this.#marks.at(-1) ?? 0) ? this.#stack.pop() : undefined
    if (value === undefined) throw this.#error('a value is missing on the stack')
    return value
  }

  popToMark(): Slot[] {
    const start = this.#marks.pop()
    if (start === undefined) throw this.#error('no mark on the stack')
    return this.#stack.splice(start)
  }

  pushTuple(length: number): void {
    const items = Array.from({ length }, () => this.pop())
    this.push(items.reverse())
  }

  append(items: readonly Slot[]): void {
    const list = this.#top()
    if (!Array.isArray(list)) throw this.#error('items for a list without the list')
    for (const item of items) list.push(item)
  }

  setItems(items: readonly Slot[]): void {
    const dict = this.#top()
    if (!(dict instanceof Map)) throw this.#error('items for a dict without the dict')
    if (items.length % 2 !== 0) throw this.#error('a key of a dict without its value')
    for (let i = 0; i < items.length; i += 2) {
      const key = items[i]
      if (typeof key !== 'string' && typeof key !== 'number') {
        throw this.#error('only text and numbers are keys of a dict')
      }
      dict.set(key, items[i + 1] ?? null)
      if (dict.size > this.#limits.entries) throw this.#error('a dict is too large')
    }
  }

  memoize(index = this.#memo.size): void {
    if (this.#memo.size >= this.#limits.entries) throw this.#error('the memo is too large')
    this.#memo.set(index, this.#top())
  }

  recall(index: number): void {
    const value = this.#memo.get(index)
    if (value === undefined) throw this.#error(`nothing is kept under the memo's number ${index}`)
    this.push(value)
  }

  pushGlobal(module: Slot, name: Slot): void {
    if (typeof module !== 'string' || typeof name !== 'string') {
      throw this.#error('a global whose name is not text')
    }
    this.push(new Global(numpyGlobal(module, name, this.#offset)))
  }

  reduce(): void {
    const args = this.pop()
    const callee = this.pop()
    if (!(callee instanceof Global) || !Array.isArray(args)) {
      throw this.#error('a call of something other than a numpy scalar')
    }
    if (callee.name === 'dtype') this.push(createDtype(args, this.#offset))
    else this.push(scalarValue(args, this.#offset))
  }

  build(): void {
    const state = this.pop()
    const target = this.#top()
    if (!(target instanceof Dtype)) {
      throw this.#error('the state of something other than a numpy dtype')
    }
    setByteOrder(target, state, this.#offset)
  }

  #stop(): Slot {
    const value = this.pop()
    if (this.#stack.length > 0 || this.#marks.length > 0) {
      throw this.#error('values are left on the stack at the end')
    }
    if (this.#reader.remaining > 0) {
      throw this.#error(`${this.#reader.remaining} bytes follow the end of the pickle`)
    }
    return value
  }

  #top(): Slot {
    const value = this.pop()
    this.#stack.push(value)
    return value
  }

  #error(reason: string): PickleError {
    return new PickleError(this.#offset, reason)
  }
}

const STOP = 0x2e

type Step = (machine: PickleMachine, reader: PickleReader) => void

/** Opcodes of CPython's pickletools; what is not here is refused. */
const OPCODES: ReadonlyMap<number, Step> = new Map<number, Step>([
  [0x80, (_, reader) => void checkProtocol(reader)],
  [0x95, (_, reader) => void checkFrame(reader)],
  [0x28, (machine) => machine.mark()],
  [0x4e, (machine) => machine.push(null)],
  [0x88, (machine) => machine.push(true)],
  [0x89, (machine) => machine.push(false)],
  [0x4a, (machine, reader) => machine.push(reader.int32())],
  [0x4b, (machine, reader) => machine.push(reader.uint8())],
  [0x4d, (machine, reader) => machine.push(reader.uint16())],
  [0x8a, (machine, reader) => machine.push(reader.long(reader.uint8()))],
  [0x47, (machine, reader) => machine.push(reader.float64())],
  [0x8c, (machine, reader) => machine.push(reader.text(reader.uint8()))],
  [0x58, (machine, reader) => machine.push(reader.text(reader.uint32()))],
  [0x8d, (machine, reader) => machine.push(reader.text(reader.length64()))],
  [0x43, (machine, reader) => machine.push(reader.bytes(reader.uint8()))],
  [0x42, (machine, reader) => machine.push(reader.bytes(reader.uint32()))],
  [0x8e, (machine, reader) => machine.push(reader.bytes(reader.length64()))],
  [0x5d, (machine) => machine.push([])],
  [0x29, (machine) => machine.push([])],
  [0x7d, (machine) => machine.push(new Map())],
  [0x85, (machine) => machine.pushTuple(1)],
  [0x86, (machine) => machine.pushTuple(2)],
  [0x87, (machine) => machine.pushTuple(3)],
  [0x74, (machine) => machine.push(machine.popToMark())],
  [0x61, (machine) => machine.append([machine.pop()])],
  [0x65, (machine) => machine.append(machine.popToMark())],
  [0x73, (machine) => machine.setItems([machine.pop(), machine.pop()].reverse())],
  [0x75, (machine) => machine.setItems(machine.popToMark())],
  [0x71, (machine, reader) => machine.memoize(reader.uint8())],
  [0x72, (machine, reader) => machine.memoize(reader.uint32())],
  [0x94, (machine) => machine.memoize()],
  [0x68, (machine, reader) => machine.recall(reader.uint8())],
  [0x6a, (machine, reader) => machine.recall(reader.uint32())],
  [0x63, (machine, reader) => machine.pushGlobal(reader.line(), reader.line())],
  [0x93, (machine) => stackGlobal(machine)],
  [0x52, (machine) => machine.reduce()],
  [0x62, (machine) => machine.build()],
])

function stackGlobal(machine: PickleMachine): void {
  const name = machine.pop()
  machine.pushGlobal(machine.pop(), name)
}

function checkProtocol(reader: PickleReader): void {
  const protocol = reader.uint8()
  if (protocol < 2 || protocol > 5) {
    throw new PickleError(reader.position - 1, `pickle protocol ${protocol} is not supported`)
  }
}

function checkFrame(reader: PickleReader): void {
  const length = reader.length64()
  if (length > reader.remaining) {
    throw new PickleError(reader.position, `a frame of ${length} bytes: the pickle is truncated`)
  }
}

/** Holds the result to plain data without cycles, which a reader of it could not walk. */
function asData(root: Slot, limits: PickleLimits, end: number): PickleValue {
  const checked = new Set<Slot>()
  const open = new Set<Slot>()
  const check = (value: Slot): void => {
    if (value instanceof Global || value instanceof Dtype) {
      throw new PickleError(end, 'a numpy function or type stands where data belong')
    }
    if (!(Array.isArray(value) || value instanceof Map) || checked.has(value)) return
    if (open.has(value)) throw new PickleError(end, 'a list or dict contains itself')
    if (open.size >= limits.depth) throw new PickleError(end, 'nested too deeply')
    open.add(value)
    for (const item of value.values()) check(item)
    open.delete(value)
    checked.add(value)
  }
  check(root)
  return root as PickleValue
}
