import { BLOCK_COUNT, BLOCK_STARTS, FEATURE_COUNT } from '../surrogate/features/features.ts'
import { cholesky, multiplyTransposed, solveLower } from '../surrogate/linear-algebra.ts'
import {
  readDoubles,
  readUpper,
  type WorldBudget,
  type WorldKernel,
  type WorldProcess,
} from '../surrogate/worlds/world-file.ts'
import {
  coordinates,
  covariances,
  type Kernel,
  type Standardisation,
} from './gaussian-process/kernel.ts'

const JITTER = { rows: 1e-6, inducing: 1e-5 }

/** A kernel of a file of worlds as training has it, times the factor of a process. */
export function kernelOf(
  kernel: WorldKernel,
  factor: number,
  standardisation: Standardisation,
): Kernel {
  if (kernel.kind === 'product') {
    return {
      kind: 'product',
      standardisation,
      amplitudes: Float64Array.of(kernel.amplitude * factor),
      weights: readDoubles(kernel.weights),
      linearWeights: new Float64Array(FEATURE_COUNT),
    }
  }
  const byFeature = (text: string, times: number) => {
    const values = readDoubles(text)
    const out = new Float64Array(FEATURE_COUNT)
    for (let block = 0; block < BLOCK_COUNT; block++) {
      out.fill(times * (values[block] as number), BLOCK_STARTS[block], BLOCK_STARTS[block + 1])
    }
    return out
  }
  return {
    kind: 'additive',
    standardisation,
    amplitudes: readDoubles(kernel.amplitudes).map((amplitude) => amplitude * factor),
    weights: byFeature(kernel.weights, 1),
    linearWeights: byFeature(kernel.linearWeights, Math.sqrt(factor)),
  }
}

/** What a covariance of architectures is computed from. */
export interface ExactInput {
  /** Of the architectures. */
  readonly features: Float32Array
  /** Of the rows of the process. */
  readonly rowFeatures: Float32Array
}

/**
 * The covariance of a measure's posterior between architectures, in closed form and with the kernels
 * of training: what worlds are compared with. In the unit of the standardised target.
 */
export function exactCovariance(
  budget: WorldBudget,
  measure: number,
  { features, rowFeatures }: ExactInput,
): Float64Array {
  const process = budget.processes[budget.measures[measure]?.process ?? -1] as WorldProcess
  const standardisation = {
    offsets: readDoubles(budget.offsets),
    scales: readDoubles(budget.scales),
  }
  const own = budget.kernels[process.kernel] as WorldKernel
  const kernel = kernelOf(own, process.factor, standardisation)
  const cells = coordinates(features, standardisation)
  const rows = coordinates(rowFeatures, standardisation)
  const n = process.rows.length
  const factor = covariances(kernel, rows, rows)
  const noises = process.noises === null ? null : readDoubles(process.noises)
  for (let row = 0; row < n; row++) {
    const noise = noises === null ? JITTER.inducing : (noises[row] as number) + JITTER.rows
    factor[row * n + row] = (factor[row * n + row] as number) + noise
  }
  if (!cholesky(factor, n)) throw new Error('The covariance is not positive definite')
  const cross = covariances(kernel, cells, rows)
  const covariance = covariances(kernel, cells, cells)
  const solved = new Float64Array(cross.length)
  for (let cell = 0; cell < cross.length / n; cell++) {
    const row = cross.slice(cell * n, (cell + 1) * n)
    solveLower(factor, n, row)
    solved.set(row, cell * n)
  }
  addProduct(covariance, { left: solved, sign: -1, inner: n })
  if (process.uncertain !== null) {
    const upper = readUpper(process.uncertain, n)
    const transposed = Float64Array.from(
      upper,
      (_, at) => upper[(at % n) * n + Math.floor(at / n)] as number,
    )
    addProduct(covariance, { left: multiplyTransposed(cross, transposed, n), sign: 1, inner: n })
  }
  return covariance
}

function addProduct(
  matrix: Float64Array,
  { left, sign, inner }: { left: Float64Array; sign: number; inner: number },
): void {
  const product = multiplyTransposed(left, left, inner)
  for (let at = 0; at < matrix.length; at++) {
    matrix[at] = (matrix[at] as number) + sign * (product[at] as number)
  }
}
