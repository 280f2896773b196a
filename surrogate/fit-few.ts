import { fitKernel, type Target } from './gaussian-process/fit-kernel.ts'
import type { Kernel } from './gaussian-process/kernel.ts'
import { exactPosterior, leaveOut, type PosteriorInput } from './gaussian-process/posterior.ts'
import { foldPlaces } from './left-out.ts'
import { type KernelContext, rowsOf, type TargetFit } from './target-fit.ts'
import type { MeasureTarget } from './targets.ts'

/** Measures with this share of noise share one kernel: alone, each fits its own noise (see the card). */
const NOISY = 0.03
const ITERATIONS = { own: 25, shared: 20 }

/** Additive kernels and the whole covariance matrix. */
export function fitFew(targets: readonly MeasureTarget[], context: KernelContext): TargetFit[] {
  const options = { kind: 'additive', standardisation: context.standardisation } as const
  const own = targets.map((target) => {
    const rows = rowsOf(context.rows, target.rows)
    const { kernel, scales } = fitKernel(rows, [target], { ...options, iterations: ITERATIONS.own })
    const noise = scales[0]?.noise as number
    context.onProgress?.(`${target.measure.metric} ${target.measure.split ?? ''}: noise ${noise}`)
    return { target, baseKernel: kernel, factor: 1, noise, name: 'additive' }
  })
  const sharing = own.filter(
    ({ target, noise }) =>
      noise >= NOISY &&
      target.transform.kind === 'identity' &&
      target.rows.length === targets[0]?.rows.length,
  )
  const [first] = sharing
  const shared =
    first === undefined || sharing.length < 2
      ? null
      : fitKernel(
          rowsOf(context.rows, first.target.rows),
          sharing.map(({ target }): Target => target),
          { ...options, iterations: ITERATIONS.shared },
        )
  return own.map((fit) => {
    const scale = shared?.scales[sharing.indexOf(fit)]
    if (shared === null || scale === undefined) return exactFit(fit.target, fit, context)
    const name = 'additive, shared'
    return exactFit(fit.target, { ...scale, baseKernel: shared.kernel, name }, context)
  })
}

function scaled(kernel: Kernel, factor: number): Kernel {
  return {
    ...kernel,
    amplitudes: kernel.amplitudes.map((amplitude) => amplitude * factor),
    linearWeights: kernel.linearWeights.map((weight) => weight * Math.sqrt(factor)),
  }
}

function exactFit(
  target: MeasureTarget,
  { noise, ...fit }: { baseKernel: Kernel; factor: number; noise: number; name: string },
  context: KernelContext,
): TargetFit {
  const input: PosteriorInput = {
    kernel: scaled(fit.baseKernel, fit.factor),
    rows: rowsOf(context.rows, target.rows),
    values: target.values,
    noises: target.noiseShares.map((share) => share * noise),
    noise: noise * target.noiseShareOfRun,
  }
  return {
    ...fit,
    target,
    posterior: () => exactPosterior(input),
    leftOut: (folds) => leaveOut(input, foldPlaces(folds)),
  }
}
