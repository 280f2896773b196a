import { fitFew } from './fit-few.ts'
import { fitMany } from './fit-many.ts'
import type { KernelContext, TargetFit } from './target-fit.ts'
import type { MeasureTarget } from './targets.ts'

/** From so many rows on not the whole covariance matrix is used, and the kernel is a product. */
export const MANY_ROWS = 601

export function fitKernels(targets: readonly MeasureTarget[], context: KernelContext): TargetFit[] {
  const { manyRows = MANY_ROWS } = context
  const few = targets.filter(({ rows }) => rows.length < manyRows)
  const many = targets.filter(({ rows }) => rows.length >= manyRows)
  const fits = [...fitFew(few, context), ...fitMany(many, context)]
  return targets.flatMap((target) => fits.filter((fit) => fit.target === target))
}
