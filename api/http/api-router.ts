import type {
  inferRouterInputs,
  inferRouterOutputs,
  TRPCBuiltRouter,
  TRPCErrorShape,
  TRPCQueryProcedure,
} from '@trpc/server'
import type { z } from 'zod'
import type { OperationName, Operations } from '../operations/operations.ts'
import type { Problem } from '../operations/problem.ts'

// Types only: clients import them, and nothing of the transport comes along.

// An input without required fields can be left out.
type CallInput<Input> = Record<never, never> extends Input ? Input | undefined : Input

type Procedures = {
  [Name in OperationName]: TRPCQueryProcedure<{
    meta: object
    input: CallInput<z.input<Operations[Name]['input']>>
    output: z.output<Operations[Name]['output']>
  }>
}

/** The type of the tRPC router: one query procedure an operation. */
export type ApiRouter = TRPCBuiltRouter<
  { ctx: object; meta: object; errorShape: TRPCErrorShape<Problem>; transformer: false },
  Procedures
>

export type ApiInputs = inferRouterInputs<ApiRouter>
export type ApiOutputs = inferRouterOutputs<ApiRouter>
