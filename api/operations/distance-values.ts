import { z } from 'zod'
import { distancesTo } from '../../landscape/distance-correlation.ts'
import type { NeighbourGraph } from '../../space/neighbour-graph.ts'
import type { Space } from '../../space/space.ts'
import type { Context } from './context.ts'
import { DISTANCE_ROW } from './downloads.ts'
import { editGraph } from './landscape-access.ts'
import { openSourced } from './landscapes.ts'
import type { Steps } from './run-cooperatively.ts'
import { Operator, sourcedSelection } from './schemas/landscape.ts'

/** Of which landscape. */
export const DistancesInput = z.strictObject({ ...sourcedSelection, operator: Operator })
export type DistancesInput = z.output<typeof DistancesInput>

const { hashBytes, bytes: ROW_BYTES, noPath } = DISTANCE_ROW

const NO_GRAPH: NeighbourGraph = {
  size: 0,
  offsets: new Uint32Array(1),
  neighbours: new Uint32Array(),
}

const ROWS_A_STEP = 32_768

/**
 * The distance of every architecture from the fittest one of a landscape, by id, each behind the
 * first six bytes of its hash: enough to tell all hashes apart.
 * @throws ApiError as `openSourced`
 */
export async function distanceValues(
  context: Context,
  input: DistancesInput,
): Promise<Steps<Uint8Array<ArrayBuffer>>> {
  const { space } = context
  const { sourced } = await openSourced(context, input)
  const { operator } = input
  // Differing bits are counted without a graph.
  const graph = operator === 'graph-edit' ? await editGraph(context) : NO_GRAPH
  return written(space, () => distancesTo(sourced.distance.best, operator, { space, graph }))
}

function* written(space: Space, distancesOf: () => Float64Array): Steps<Uint8Array<ArrayBuffer>> {
  const distances = distancesOf()
  yield
  const bytes = new Uint8Array(ROW_BYTES * space.size)
  for (let id = 0; id < space.size; id++) {
    if (id % ROWS_A_STEP === 0) yield
    const at = ROW_BYTES * id
    const hash = space.hashOf(id)
    for (let byte = 0; byte < hashBytes; byte++) {
      bytes[at + byte] = Number.parseInt(hash.slice(2 * byte, 2 * byte + 2), 16)
    }
    const distance = distances[id] as number
    bytes[at + hashBytes] = Number.isNaN(distance) ? noPath : distance
  }
  return bytes
}
