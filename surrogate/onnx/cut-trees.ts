import { MODEL_INPUT } from '../model-names.ts'
import { LEAVES_MAX } from './compiled-trees.ts'
import { fieldsOf, packedFloats, packedVarints } from './protobuf-reader.ts'
import { ProtobufWriter } from './protobuf-writer.ts'
import { writeValueInfo } from './value-info.ts'

/** Regression trees of one sum, all their nodes one after the other; a parent before its children. */
export interface TreeEnsemble {
  /** Name of the sum in the graph. */
  readonly output: string
  /** First node of each tree, and the end of the last. */
  readonly starts: Uint32Array
  /** Of a split: the feature; -1 of a leaf. */
  readonly features: Int16Array
  /** Of a split: the greatest value that goes to the left; of a leaf: what it adds to the sum. */
  readonly values: Float32Array
  /** Of a split: the nodes that follow. */
  readonly lefts: Uint32Array
  readonly rights: Uint32Array
}

// Field numbers of onnx.proto.
const GRAPH = 7
const IN_GRAPH = { node: 1, input: 11 }
const IN_NODE = { input: 1, output: 2, operator: 4, attribute: 5 }
const IN_ATTRIBUTE = { name: 1, floats: 7, ints: 8 }

/**
 * Takes the sums of trees out of a model of graph-builder.ts: each becomes an input of its graph.
 * ONNX Runtime needs 30 ns for a tree and an architecture; `treeSums` does the same in a tenth.
 */
export function cutTrees(model: Uint8Array): { model: Uint8Array; ensembles: TreeEnsemble[] } {
  const ensembles: TreeEnsemble[] = []
  const rest = new ProtobufWriter()
  for (const { number, value, encoded } of fieldsOf(model)) {
    if (number !== GRAPH || !(value instanceof Uint8Array)) rest.encoded(encoded)
    else rest.message(GRAPH, (graph) => copyWithoutTrees(value, graph, ensembles))
  }
  return { model: ensembles.length === 0 ? model : rest.finish(), ensembles }
}

function copyWithoutTrees(graph: Uint8Array, out: ProtobufWriter, ensembles: TreeEnsemble[]): void {
  for (const { number, value, encoded } of fieldsOf(graph)) {
    const isNode = number === IN_GRAPH.node && value instanceof Uint8Array
    const ensemble = isNode ? ensembleOf(value) : null
    if (ensemble === null) out.encoded(encoded)
    else ensembles.push(ensemble)
  }
  for (const { output } of ensembles) {
    out.message(IN_GRAPH.input, (input) => writeValueInfo(input, { name: output, columns: 1 }))
  }
}

const texts = new TextDecoder()

/**
 * Null where a node of the graph is something else, sums trees of other values than features, or has
 * a tree with more than `LEAVES_MAX` leaves.
 */
function ensembleOf(node: Uint8Array): TreeEnsemble | null {
  const text = (field: number) => {
    for (const { number, value } of fieldsOf(node)) {
      if (number === field && value instanceof Uint8Array) return texts.decode(value)
    }
    return ''
  }
  const isTrees = text(IN_NODE.operator) === 'TreeEnsembleRegressor'
  if (!isTrees || text(IN_NODE.input) !== MODEL_INPUT) return null
  const { ints, floats } = attributesOf(node)
  const rights = ints.get('nodes_falsenodeids') ?? []
  const isLeaf = rights.map((right) => right === 0)
  const treeIds = ints.get('nodes_treeids') ?? []
  const starts = treeIds.flatMap((tree, at) => (tree === treeIds[at - 1] ? [] : [at]))
  // A tree of so many leaves has one split less.
  const ends = [...starts.slice(1), treeIds.length]
  if (starts.some((start, tree) => (ends[tree] as number) - start >= 2 * LEAVES_MAX)) return null
  const startOf = (at: number) => starts[treeIds[at] as number] as number
  const childrenOf = (children: readonly number[]) =>
    Uint32Array.from(children, (child, at) => (isLeaf[at] ? 0 : startOf(at) + child))
  const weights = floats.get('target_weights') ?? []
  let leaf = 0
  return {
    output: text(IN_NODE.output),
    starts: Uint32Array.from([...starts, treeIds.length]),
    features: Int16Array.from(ints.get('nodes_featureids') ?? [], (feature, at) =>
      isLeaf[at] ? -1 : feature,
    ),
    values: Float32Array.from(floats.get('nodes_values') ?? [], (value, at) =>
      isLeaf[at] ? (weights[leaf++] as number) : value,
    ),
    lefts: childrenOf(ints.get('nodes_truenodeids') ?? []),
    rights: childrenOf(rights),
  }
}

function attributesOf(node: Uint8Array) {
  const ints = new Map<string, number[]>()
  const floats = new Map<string, Float32Array>()
  for (const { number, value: attribute } of fieldsOf(node)) {
    if (number !== IN_NODE.attribute || !(attribute instanceof Uint8Array)) continue
    let name = ''
    for (const { number: field, value } of fieldsOf(attribute)) {
      if (!(value instanceof Uint8Array)) continue
      if (field === IN_ATTRIBUTE.name) name = texts.decode(value)
      if (field === IN_ATTRIBUTE.ints) ints.set(name, packedVarints(value))
      if (field === IN_ATTRIBUTE.floats) floats.set(name, packedFloats(value))
    }
  }
  return { ints, floats }
}
