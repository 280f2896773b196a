import type { BoostedTrees } from '../boosting/boosted-trees.ts'
import type { GraphBuilder, Value } from './graph-builder.ts'

/** What boosted trees predict from features, as one node: rows × 1. */
export function treeEnsemble(graph: GraphBuilder, features: Value, { trees }: BoostedTrees): Value {
  const nodes = trees.flatMap((tree, treeId) =>
    Array.from(tree.features, (feature, nodeId) => ({ tree, treeId, nodeId, feature })),
  )
  const leaves = nodes.filter(({ feature }) => feature < 0)
  const ints = <T>(of: readonly T[], value: (item: T) => number) => Uint32Array.from(of, value)
  return graph.applyMl('TreeEnsembleRegressor', [features], {
    n_targets: 1,
    nodes_treeids: ints(nodes, ({ treeId }) => treeId),
    nodes_nodeids: ints(nodes, ({ nodeId }) => nodeId),
    nodes_featureids: ints(nodes, ({ feature }) => Math.max(0, feature)),
    nodes_modes: nodes.map(({ feature }) => (feature < 0 ? 'LEAF' : 'BRANCH_LEQ')),
    nodes_values: Float32Array.from(nodes, ({ tree, nodeId }) => tree.thresholds[nodeId] as number),
    nodes_truenodeids: ints(nodes, ({ tree, nodeId }) => tree.lefts[nodeId] as number),
    nodes_falsenodeids: ints(nodes, ({ tree, nodeId, feature }) =>
      feature < 0 ? 0 : (tree.lefts[nodeId] as number) + 1,
    ),
    target_treeids: ints(leaves, ({ treeId }) => treeId),
    target_nodeids: ints(leaves, ({ nodeId }) => nodeId),
    target_ids: new Uint32Array(leaves.length),
    target_weights: Float32Array.from(leaves, ({ tree, nodeId }) => tree.values[nodeId] as number),
  })
}
