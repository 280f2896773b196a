import { z } from 'zod'
import { NETWORK_EDGES, NETWORK_NODES } from '../../../landscape/published-network.ts'
import { LandscapeMember, LocalOptimum } from './landscape.ts'

const ids = z.array(z.int().min(0))

export const LandscapeWalk = z
  .strictObject({
    architectureIds: ids.meta({ description: 'In the order of the walk' }),
    fitness: z.array(z.number()).meta({ description: 'Of each of them' }),
  })
  .meta({ id: 'LandscapeWalk', description: 'A random walk over a landscape' })

const DistanceLevel = z
  .strictObject({
    distance: z.int().min(0).meta({ description: 'Moves, or differing bits, from the best' }),
    architectures: z.int().min(1).meta({ description: 'How many are so far away' }),
    quantiles: z.array(z.number()).length(5).meta({
      description: 'Fitness at 0, 25, 50, 75 and 100 % of them',
    }),
  })
  .meta({ id: 'DistanceLevel', description: 'The fitness at one distance from the best' })

const line = z.number().nullable()

export const FitnessDistance = z
  .strictObject({
    best: LandscapeMember.meta({ description: 'The fittest architecture, the least id of equals' }),
    correlation: line.meta({ description: 'Of fitness and distance; null where one is constant' }),
    slope: line.meta({ description: 'Of the least-squares line, in units of the measure a step' }),
    intercept: line.meta({ description: 'Of the least-squares line, at distance 0' }),
    levels: z.array(DistanceLevel).meta({ description: 'The least distance first, without best' }),
  })
  .meta({ id: 'FitnessDistance', description: 'Fitness by distance from the best architecture' })

const share = z.number().min(0).max(1.000001)

const NetworkNode = LocalOptimum.extend({
  stays: share.meta({
    description: 'Probability that one random move from its basin ends in its basin',
  }),
}).meta({ id: 'NetworkNode', description: 'A local optimum of an optima network' })

const NetworkEdge = z
  .strictObject({
    from: z.int().min(0).meta({ description: 'Place among the nodes' }),
    to: z.int().min(0).meta({ description: 'Place among the nodes' }),
    weight: share.meta({
      description:
        'Probability that one random move from a random member of the one basin ends in the other',
    }),
  })
  .meta({ id: 'NetworkEdge', description: 'How easily a search escapes from one basin to another' })

export const OptimaNetwork = z
  .strictObject({
    optima: z.int().min(0).meta({ description: 'Local optima of the landscape, all of them' }),
    nodes: z.array(NetworkNode).meta({
      description: `The ${NETWORK_NODES} fittest of them, the fittest first`,
    }),
    edges: z.array(NetworkEdge).meta({
      description: `The ${NETWORK_EDGES} heaviest of each node to another one of the nodes`,
    }),
  })
  .meta({ id: 'OptimaNetwork', description: 'Local optima and the moves between their basins' })
