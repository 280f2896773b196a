import { z } from 'zod'
import { INPUT, OPERATIONS, OUTPUT } from '../../../space/operation.ts'

export const ARCHITECTURES_MAX = 10_000

/** Accepted in either case, canonical in lower case. */
export const ModuleHash = z
  .string()
  .regex(/^[0-9a-fA-F]{32}$/, 'A module hash is 32 hexadecimal digits')
  .toLowerCase()
  .meta({
    description: 'Module hash of NASBench-101: 32 hexadecimal digits',
    example: 'fb150c15ea56ec137175f9cc967397a9',
  })

/** An architecture in a request, as a caller writes it. */
export type ArchitectureReference =
  | { readonly hash: string }
  | {
      readonly matrix: ReadonlyArray<ReadonlyArray<number>>
      readonly operations: readonly string[]
    }

/** The documented form; batches check each item by `locate`, which spoils no other item. */
export const ArchitectureReference = z
  .union([
    z.strictObject({ hash: ModuleHash }),
    z.strictObject({
      matrix: z.array(z.array(z.int().min(0).max(1))).meta({
        description: 'Upper-triangular adjacency matrix, one row a vertex',
        example: [
          [0, 1, 1],
          [0, 0, 1],
          [0, 0, 0],
        ],
      }),
      operations: z.array(z.string()).meta({
        description: `One a vertex: ${INPUT}, then any of ${OPERATIONS.join(', ')}, then ${OUTPUT}`,
        example: [INPUT, OPERATIONS[0], OUTPUT],
      }),
    }),
  ])
  .meta({
    id: 'ArchitectureReference',
    description: 'A module hash, or a matrix with its operations. A matrix is pruned first',
  })

// Typed and documented as references, parsed as unknown: one bad item must not fail the request.
const item = z.unknown().meta({ $ref: '#/components/schemas/ArchitectureReference' })

export const ArchitectureReferences = z
  .array(item as z.ZodType<ArchitectureReference, ArchitectureReference>)
  .max(ARCHITECTURES_MAX, 'At most 10,000 architectures a request')
  .meta({ description: 'At most 10,000. The answer has the same order' })

export const Architecture = z
  .strictObject({
    hash: z.string().meta({ description: 'Module hash: 32 lower-case hexadecimal digits' }),
    architectureId: z
      .int()
      .min(0)
      .meta({ description: 'Rank of the hash among all 423,624, from 0', example: 415498 }),
    vertices: z
      .int()
      .min(2)
      .max(7)
      .meta({ description: 'After pruning, input and output included' }),
    edges: z.int().min(1).max(9).meta({ description: 'After pruning' }),
    matrix: z.array(z.array(z.int().min(0).max(1))).meta({
      description:
        'Matrix of the representative: the first isomorphic form in the enumeration of NASBench-101',
    }),
    operations: z
      .array(z.enum([INPUT, ...OPERATIONS, OUTPUT]))
      .meta({ description: 'One a vertex, in the order of the matrix' }),
    pruned: z.boolean().meta({ description: 'Whether the matrix in the request was pruned' }),
  })
  .meta({ id: 'Architecture', description: 'A NASBench-101 cell' })
export type Architecture = z.infer<typeof Architecture>

export const Complexity = z
  .strictObject({
    trainableParameters: z.int().min(0).meta({ description: 'Of the whole network' }),
    macs: z.int().min(0).meta({
      description: 'Multiply-accumulates of one forward pass on one image',
    }),
  })
  .meta({ id: 'Complexity' })
