/** The interior operations of NASBench-101, in the order of its labels 0, 1, 2. */
export const OPERATIONS = ['conv3x3-bn-relu', 'conv1x1-bn-relu', 'maxpool3x3'] as const
export type Operation = (typeof OPERATIONS)[number]

export const INPUT = 'input'
export const OUTPUT = 'output'
export type VertexOperation = typeof INPUT | Operation | typeof OUTPUT
