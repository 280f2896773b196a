import type { Instance } from '../fitness/instance.ts'
import type { InputShape } from '../space/complexity.ts'
import { type Architectures, shapeKey } from './architectures.ts'
import { instanceSuffix } from './measure-columns.ts'
import { complexityColumns, SPACE_COLUMNS } from './space-columns.ts'
import { batchRanges, type Table } from './table.ts'

/** An input shape under the name of the first instance that has it. */
export interface NamedShape {
  readonly shape: InputShape
  readonly instanceIds: readonly string[]
  /** `_so2sat_lcz42`. */
  readonly suffix: string
}

/** The different input shapes of some instances, which come in the order of their ids. */
export function shapesOf(instances: readonly Instance[]): NamedShape[] {
  const shapes = new Map<string, { shape: InputShape; instanceIds: string[]; suffix: string }>()
  for (const { id, input, classes } of instances) {
    const shape = { ...input, classes }
    const known = shapes.get(shapeKey(shape))
    if (known === undefined) {
      shapes.set(shapeKey(shape), { shape, instanceIds: [id], suffix: `_${instanceSuffix(id)}` })
    } else known.instanceIds.push(id)
  }
  return [...shapes.values()]
}

export function shapeColumns({ suffix, instanceIds }: NamedShape) {
  return complexityColumns(suffix, `of the representative, for ${instanceIds.join(', ')}`)
}

/** Every architecture of the space with its complexity for each input shape. */
export function architectureTable(
  architectures: Architectures,
  shapes: readonly NamedShape[],
): Table {
  const { space, matrices, operationLists, matrixIds, operationsIds } = architectures
  const { architectureId, hash, vertices, edges, matrix, operations } = SPACE_COLUMNS
  const texts = (texts: readonly string[], numbers: Uint16Array) =>
    Array.from(numbers, (number) => texts[number] as string)
  return {
    name: 'architectures',
    rows: space.size,
    columns: [
      ...[architectureId, hash, vertices, edges, matrix, operations],
      ...shapes.flatMap(shapeColumns),
    ],
    *batches() {
      const complexities = shapes.map(({ shape }) => architectures.complexities(shape))
      for (const [from, to] of batchRanges(space.size)) {
        const ids = Int32Array.from({ length: to - from }, (_, row) => from + row)
        yield {
          rows: to - from,
          values: [
            ids,
            Array.from(ids, (id) => space.hashOf(id)),
            Int32Array.from(architectures.vertices.subarray(from, to)),
            Int32Array.from(architectures.edges.subarray(from, to)),
            texts(matrices, matrixIds.subarray(from, to)),
            texts(operationLists, operationsIds.subarray(from, to)),
            ...complexities.flatMap(({ trainableParameters, macs }) => [
              Int32Array.from(trainableParameters.subarray(from, to)),
              macs.subarray(from, to),
            ]),
          ],
        }
      }
    },
  }
}
