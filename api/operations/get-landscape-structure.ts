import { z } from 'zod'
import type { SourcedLandscape } from '../../landscape/instance-landscapes.ts'
import { openSourced } from './landscapes.ts'
import { operation } from './operation.ts'
import { landscapeAnswered, Operator, sourcedSelection } from './schemas/landscape.ts'
import { FitnessDistance, LandscapeWalk, OptimaNetwork } from './schemas/landscape-structure.ts'

interface Described {
  readonly hashOf: (architectureId: number) => string
  readonly fitnessOf: (architectureId: number) => number
}

function networkOf({ network }: SourcedLandscape, { hashOf, fitnessOf }: Described) {
  const { optima, architectureIds, basinSizes, plateauSizes, stays, edges } = network
  return {
    optima,
    nodes: architectureIds.map((architectureId, place) => ({
      hash: hashOf(architectureId),
      architectureId,
      fitness: fitnessOf(architectureId),
      basinSize: basinSizes[place] as number,
      plateauSize: plateauSizes[place] as number,
      stays: stays[place] as number,
    })),
    edges: edges.map(([from, to, weight]) => ({ from, to, weight })),
  }
}

export const getLandscapeStructure = operation({
  name: 'getLandscapeStructure',
  method: 'GET',
  path: '/v1/instances/{instance}/landscape/structure',
  summary: 'Get random walks, fitness by distance and the optima network',
  description:
    'What charts of a landscape need: a few random walks with their fitness, the fitness by distance from the best architecture with its least-squares line, and the network of the fittest local optima. `getLandscape` has the footprint of the same landscape.',
  input: z.strictObject({ ...sourcedSelection, operator: Operator }),
  output: z.strictObject({
    ...landscapeAnswered,
    source: sourcedSelection.source.unwrap(),
    architectures: z.int().min(0).meta({ description: 'Architectures that have a value' }),
    walks: z.array(LandscapeWalk).meta({
      description:
        'From uniform starts, each move to a uniform neighbour; the same in every release',
    }),
    distance: FitnessDistance,
    network: OptimaNetwork,
  }),
  reads: 'landscapes',
  errors: ['instance_not_found', 'epochs_not_available', 'not_evaluated'],
  examples: [
    {
      title: 'Validation accuracy, one edit apart',
      input: { instance: 'so2sat-lcz42', measure: 'validationAccuracy' },
    },
  ],
  processorMs: () => 2,
  handle: async (context, request) => {
    const { answered, source, sourced, fitnessOf } = await openSourced(context, request)
    const { hashOf } = context.space
    const { best, ...line } = sourced.distance
    return {
      ...answered,
      source,
      architectures: sourced.architectures,
      walks: sourced.walks.map((architectureIds) => ({
        architectureIds: [...architectureIds],
        fitness: architectureIds.map(fitnessOf),
      })),
      distance: {
        ...line,
        best: { hash: hashOf(best), architectureId: best, fitness: fitnessOf(best) },
        levels: line.levels.map(({ quantiles, ...level }) => ({
          ...level,
          quantiles: [...quantiles],
        })),
      },
      network: networkOf(sourced, { hashOf, fitnessOf }),
    }
  },
})
