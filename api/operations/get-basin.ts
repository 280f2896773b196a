import { z } from 'zod'
import { climb } from '../../landscape/climb.ts'
import { architectureIdOf } from './describe-architecture.ts'
import { ApiError } from './errors.ts'
import { editGraph } from './landscape-access.ts'
import { openSource } from './landscapes.ts'
import { operation } from './operation.ts'
import { ModuleHash } from './schemas/architecture.ts'
import {
  LandscapeMember,
  LocalOptimum,
  landscapeAnswered,
  sourcedSelection,
} from './schemas/landscape.ts'

export const getBasin = operation({
  name: 'getBasin',
  method: 'GET',
  path: '/v1/instances/{instance}/architectures/{hash}/basin',
  summary: 'Get the basin of attraction of an architecture',
  description:
    'The local optimum that steepest ascent reaches from an architecture, and every move on the way: each time to the fittest neighbour by one edit, the least id of equals.',
  input: z.strictObject({ ...sourcedSelection, hash: ModuleHash }),
  output: z.strictObject({
    ...landscapeAnswered,
    source: sourcedSelection.source.unwrap(),
    optimum: LocalOptimum.meta({ description: 'Where the ascent ends' }),
    moves: z.int().min(0).meta({ description: 'Moves of the ascent; 0 of an optimum itself' }),
    path: z.array(LandscapeMember).meta({
      description:
        'The architecture first; the last one is the optimum, or an architecture of its plateau',
    }),
  }),
  reads: 'landscapes',
  errors: ['instance_not_found', 'architecture_not_found', 'epochs_not_available', 'not_evaluated'],
  examples: [
    {
      title: 'Where steepest ascent leads',
      input: { instance: 'so2sat-lcz42', hash: 'fb150c15ea56ec137175f9cc967397a9' },
    },
  ],
  processorMs: () => 10,
  handle: async (context, { hash, ...request }) => {
    const { space } = context
    const architectureId = architectureIdOf(space, hash)
    const { answered, source, sourced, fitnessOf } = await openSource(context, request)
    if (Number.isNaN(fitnessOf(architectureId))) {
      throw new ApiError(
        'not_evaluated',
        `${answered.instance} has no ${source} value of ${answered.measure} for ${hash} at ${answered.epochs} epochs.`,
      )
    }
    const graph = await editGraph(context)
    const { path, optimum } = climb({ graph, fitnessOf }, architectureId)
    const member = (id: number) => ({
      hash: space.hashOf(id),
      architectureId: id,
      fitness: fitnessOf(id),
    })
    const { architectureIds, basinSizes, plateauSizes } = sourced.optima
    const place = architectureIds.indexOf(optimum)
    return {
      ...answered,
      source,
      optimum: {
        ...member(optimum),
        basinSize: basinSizes[place] as number,
        plateauSize: plateauSizes[place] as number,
      },
      moves: path.length - 1,
      path: path.map(member),
    }
  },
})
