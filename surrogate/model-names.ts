/**
 * Names of a model's inputs and outputs: architectures × features, architectures × budgets (graph
 * edits to the nearest architecture that was trained on), architectures × outputs.
 */
export const MODEL_INPUT = 'features'
export const MODEL_DISTANCE = 'nearestMeasured'
export const MODEL_MEAN = 'mean'
export const MODEL_DEVIATION = 'standardDeviation'
