import { createHash } from 'node:crypto'
import { ProtobufWriter } from '../../surrogate/onnx/protobuf-writer.ts'
import { FLOAT, writeValueInfo } from '../../surrogate/onnx/value-info.ts'

const IR_VERSION = 8
export const OPSET = 18
const TREES = { domain: 'ai.onnx.ml', version: 3 }
/** ONNX's number for 64-bit integers. */
export const INT64 = 7
const BOOL = 9
const ATTRIBUTE = { int: 2, floats: 6, ints: 7, strings: 8 }

/** A tensor in the graph, by its name. */
export type Value = string

/** An integer, or a list of single-precision numbers, of integers that are not negative, of texts. */
export type Attribute = number | Float32Array | Uint32Array | readonly string[]

interface Node {
  readonly operator: string
  readonly inputs: readonly Value[]
  readonly output: Value
  readonly attributes: Readonly<Record<string, Attribute>>
  /** Empty for the operators of ONNX itself. */
  readonly domain: string
}

interface Constant {
  readonly name: Value
  readonly dimensions: readonly number[]
  readonly type: number
  readonly bytes: Uint8Array
}

/**
 * Builds an ONNX model (IR version 8, operators of opset 18 and of ai.onnx.ml 3) with float32 tensors.
 * Only what the surrogates need; the field numbers are those of onnx.proto. Equal constants are
 * written once.
 */
export class GraphBuilder {
  readonly #nodes: Node[] = []
  readonly #constants = new Map<string, Constant>()

  /** The result of an operator of the ONNX standard. */
  apply(
    operator: string,
    inputs: readonly Value[],
    attributes: Readonly<Record<string, Attribute>> = {},
  ): Value {
    return this.#add({ operator, inputs, attributes, domain: '' })
  }

  /** The result of an operator of the machine learning domain. */
  applyMl(
    operator: string,
    inputs: readonly Value[],
    attributes: Readonly<Record<string, Attribute>>,
  ): Value {
    return this.#add({ operator, inputs, attributes, domain: TREES.domain })
  }

  #add(node: Omit<Node, 'output'>): Value {
    const output = `v${this.#nodes.length}`
    this.#nodes.push({ ...node, output })
    return output
  }

  /** A constant float32 tensor, row-major. */
  floats(values: ArrayLike<number>, dimensions: readonly number[] = [values.length]): Value {
    const data = Float32Array.from(values)
    return this.#constant(dimensions, FLOAT, new Uint8Array(data.buffer))
  }

  scalar(value: number): Value {
    return this.floats([value], [])
  }

  /** A constant of truth values. */
  booleans(values: readonly boolean[]): Value {
    return this.#constant([values.length], BOOL, Uint8Array.from(values, Number))
  }

  integers(values: readonly number[]): Value {
    const data = BigInt64Array.from(values, BigInt)
    return this.#constant([values.length], INT64, new Uint8Array(data.buffer))
  }

  #constant(dimensions: readonly number[], type: number, bytes: Uint8Array): Value {
    const digest = createHash('sha256').update(bytes).digest('hex')
    const key = `${type}/${dimensions.join()}/${digest}`
    const known = this.#constants.get(key)
    if (known !== undefined) return known.name
    const name = `c${this.#constants.size}`
    this.#constants.set(key, { name, dimensions, type, bytes })
    return name
  }

  /** The model's bytes. Inputs and outputs are float32 of any number of rows × columns. */
  finish(io: {
    readonly inputs: readonly { name: string; columns: number }[]
    readonly outputs: readonly { name: string; value: Value; columns: number }[]
    readonly metadata: Readonly<Record<string, string>>
  }): Uint8Array {
    const named = io.outputs.map(({ name, value }) => ({
      operator: 'Identity',
      inputs: [value],
      output: name,
      attributes: {},
      domain: '',
    }))
    const model = new ProtobufWriter()
      .int(1, IR_VERSION)
      .text(2, 'eo-nas-bench')
      .message(7, (graph) => {
        for (const node of [...this.#nodes, ...named]) graph.message(1, (m) => writeNode(m, node))
        graph.text(2, 'surrogate')
        for (const constant of this.#constants.values())
          graph.message(5, (m) => writeTensor(m, constant))
        for (const input of io.inputs) graph.message(11, (m) => writeValueInfo(m, input))
        for (const output of io.outputs) graph.message(12, (m) => writeValueInfo(m, output))
      })
      .message(8, (opset) => opset.text(1, '').int(2, OPSET))
    if (this.#nodes.some(({ domain }) => domain === TREES.domain)) {
      model.message(8, (opset) => opset.text(1, TREES.domain).int(2, TREES.version))
    }
    for (const [key, value] of Object.entries(io.metadata)) {
      model.message(14, (entry) => entry.text(1, key).text(2, value))
    }
    return model.finish()
  }
}

function writeNode(message: ProtobufWriter, node: Node): void {
  for (const input of node.inputs) message.text(1, input)
  message.text(2, node.output).text(3, node.output).text(4, node.operator)
  for (const [name, value] of Object.entries(node.attributes)) {
    message.message(5, (attribute) => writeAttribute(attribute.text(1, name), value))
  }
  if (node.domain !== '') message.text(7, node.domain)
}

function writeAttribute(message: ProtobufWriter, value: Attribute): void {
  if (typeof value === 'number') {
    message.int(3, value).int(20, ATTRIBUTE.int)
  } else if (value instanceof Float32Array) {
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    message.bytes(7, bytes).int(20, ATTRIBUTE.floats)
  } else if (value instanceof Uint32Array) {
    message.ints(8, value).int(20, ATTRIBUTE.ints)
  } else {
    for (const text of value) message.text(9, text)
    message.int(20, ATTRIBUTE.strings)
  }
}

function writeTensor(message: ProtobufWriter, { name, dimensions, type, bytes }: Constant): void {
  for (const dimension of dimensions) message.int(1, dimension)
  message.int(2, type).text(8, name).bytes(9, bytes)
}
