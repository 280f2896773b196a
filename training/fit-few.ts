import { fitKernel, type Target } from './gaussian-process/fit-kernel.ts'
import type { Kernel } from './gaussian-process/kernel.ts'
import { exactPosterior, leaveOut, type PosteriorInput } from './gaussian-process/posterior.ts'
import { foldPlaces } from './left-out.ts'
import { type KernelContext, rowsOf, type TargetFit } from './target-fit.ts'
import type { MeasureTarget } from './targets.ts'

/**
 * Measures of one unit with this share of noise share one kernel: alone, each fits its own noise (see
 * the card).
 */
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
  const units = [...new Set(targets.map(({ unit }) => unit))]
  const groups = units.map((unit) => own.filter((fit) => fit.target.unit === unit && isNoisy(fit)))
  const shared = groups.flatMap((fits) => sharedFits(fits, context))
  return own.map(({ target, ...fit }) => {
    const together = shared.find((other) => other.target === target)
    return exactFit(target, together ?? fit, context)
  })
}

interface Scaled {
  readonly target: MeasureTarget
  readonly name: string
  readonly baseKernel: Kernel
  readonly factor: number
  readonly noise: number
}

function isNoisy({ target, noise }: Scaled): boolean {
  return noise >= NOISY && target.transform.kind === 'identity'
}

/** One kernel for all that have as many rows as the first; none for one alone. */
function sharedFits(fits: readonly Scaled[], { rows, standardisation }: KernelContext): Scaled[] {
  const [first] = fits
  if (first === undefined) return []
  const targets = fits
    .map(({ target }) => target)
    .filter((target) => target.rows.length === first.target.rows.length)
  if (targets.length < 2) return []
  const { kernel, scales } = fitKernel(
    rowsOf(rows, first.target.rows),
    targets.map((target): Target => target),
    { kind: 'additive', standardisation, iterations: ITERATIONS.shared },
  )
  return targets.flatMap((target, at) => {
    const scale = scales[at]
    return scale === undefined
      ? []
      : [{ ...scale, target, baseKernel: kernel, name: 'additive, shared' }]
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
  { noise, ...fit }: Omit<Scaled, 'target'>,
  context: KernelContext,
): TargetFit {
  const input: PosteriorInput = {
    kernel: scaled(fit.baseKernel, fit.factor),
    rows: rowsOf(context.rows, target.rows),
    values: target.values,
    noises: target.noiseShares.map((share) => share * noise),
  }
  return {
    ...fit,
    target,
    noise,
    conditioning: { rows: target.rows, noises: input.noises },
    posterior: () => exactPosterior(input),
    leftOut: (folds) => leaveOut(input, foldPlaces(folds)),
  }
}
