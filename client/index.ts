export type { ApiRouter } from '../api/http/api-router.ts'
export type { ErrorCode, FieldError } from '../api/operations/errors.ts'
export type { InvalidReason } from '../space/invalid-architecture-error.ts'
export type { CallOptions, Client, Inputs, OperationName, Outputs } from './client.ts'
export { type ClientOptions, createClient } from './create-client.ts'
export { DamagedFileError } from './damaged-file-error.ts'
export type { DownloadOptions } from './download-file.ts'
export {
  type DownloadedRelease,
  type DownloadReleaseOptions,
  downloadRelease,
} from './download-release.ts'
export { EoNasBenchError, type EoNasBenchErrorFields } from './eo-nas-bench-error.ts'
export type { FitnessOf, FitnessProblem } from './fitness-of.ts'
export type { LookUp, LookUpProblem } from './look-up.ts'
export {
  type InstanceName,
  type MeasureName,
  type MeasureOf,
  measure,
} from './measure.ts'
export { type LocalRelease, openRelease } from './open-release.ts'
export { type ProgressStream, progressBar } from './progress-bar.ts'
export type { OnProgress, ReleaseFilesOptions } from './release-files.ts'
export type { ReleaseFormat, ReleaseSelection } from './release-selection.ts'
export type { RetryOptions } from './retrying-fetch.ts'
export {
  type BudgetCounters,
  type BudgetOptions,
  type Training,
  type TrainingBudget,
  type TrainingProblem,
  trainingBudget,
} from './training-budget.ts'
