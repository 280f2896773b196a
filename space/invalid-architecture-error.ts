export const INVALID_REASONS = [
  'matrix_not_square',
  'matrix_not_binary',
  'not_upper_triangular',
  'wrong_lengths',
  'unknown_operation',
  'too_few_vertices',
  'too_many_vertices',
  'too_many_edges',
  'disconnected',
] as const
export type InvalidReason = (typeof INVALID_REASONS)[number]

/** A matrix with operations that is no NASBench-101 architecture; `reason` says in one word why. */
export class InvalidArchitectureError extends Error {
  override readonly name = 'InvalidArchitectureError'
  readonly reason: InvalidReason

  constructor(reason: InvalidReason, detail: string) {
    super(detail)
    this.reason = reason
  }
}
