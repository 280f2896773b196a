export type { ErrorCode, FieldError } from '../api/errors.ts'
export type { InvalidReason } from '../space/invalid-architecture-error.ts'
export {
  type CallOptions,
  type Client,
  type ClientOptions,
  createClient,
  type Inputs,
  type OperationName,
  type Outputs,
} from './create-client.ts'
export { EoNasBenchError, type EoNasBenchErrorFields } from './eo-nas-bench-error.ts'
