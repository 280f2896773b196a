import { z } from 'zod'
import { distanceTo } from '../../landscape/distance-correlation.ts'
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

// So many take some milliseconds.
const ROWS_A_STEP = 8192

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
  return written(space, () => distanceTo(sourced.distance.best, operator, { space, graph }))
}

function* written(
  space: Space,
  openDistances: () => (architectureId: number) => number,
): Steps<Uint8Array<ArrayBuffer>> {
  const distanceOf = openDistances()
  const { hashes } = space.tables
  const bytes = new Uint8Array(ROW_BYTES * space.size)
  for (let id = 0; id < space.size; id++) {
    if (id % ROWS_A_STEP === 0) yield
    const at = ROW_BYTES * id
    for (let byte = 0; byte < hashBytes; byte++) {
      const word = hashes[4 * id + (byte >> 2)] as number
      bytes[at + byte] = word >>> (24 - 8 * (byte & 3))
    }
    const distance = distanceOf(id)
    bytes[at + hashBytes] = Number.isNaN(distance) ? noPath : distance
  }
  return bytes
}
