import { z } from 'zod'
import { Architecture } from './architecture.ts'
import { InstanceId, Seed } from './fitness.ts'
import { MeasureKey } from './listing.ts'

export const POPULATION_METHODS = ['k-means', 'random', 'latin-hypercube'] as const

export const populationRequest = {
  instance: InstanceId,
  method: z.enum(POPULATION_METHODS).default('k-means').meta({
    description:
      'k-means: the architectures nearest to the centres of clusters of a sample; random and latin-hypercube: samples to compare with',
  }),
  size: z.int().min(2).max(100).default(19).meta({ description: 'Clusters, or architectures' }),
  from: InstanceId.optional().meta({
    description: 'Instance whose fitness makes the clusters; without it, the instance itself',
    example: 'so2sat-lcz42',
  }),
  seed: Seed,
  sample: z.int().min(10).max(500).default(200).meta({
    description: 'Architectures that are clustered; at least size',
  }),
  encoding: z.enum(['short', 'long']).default('short').meta({
    description:
      'short: the 49 entries of the matrix; long: the 289 bits of the expanded matrix. Both have the five operations and the fitness at every budget too',
  }),
  measure: MeasureKey.default('validationAccuracy').meta({
    description: 'Fitness; a test measure is taken only where it is named, as in testAccuracy',
  }),
  source: z.enum(['surrogate', 'tabular', 'auto']).default('surrogate').meta({
    description: 'Where the fitness comes from',
  }),
}

const Mean = z.number().nullable()

export const populationAnswer = {
  release: z.string().meta({ description: 'Release that answered' }),
  instance: z.string().meta({ description: 'Instance that was asked for' }),
  from: z.string().meta({ description: 'Instance whose fitness made the clusters' }),
  measure: z.string().meta({ description: 'Long name of the fitness' }),
  indices: z
    .strictObject({
      silhouette: z.number().meta({ description: 'From -1 to 1, greater is better' }),
      calinskiHarabasz: z.number().meta({ description: 'Greater is better' }),
      daviesBouldin: z.number().meta({ description: 'From 0, smaller is better' }),
    })
    .nullable()
    .meta({ description: 'How well the clusters are separated; null without clusters' }),
  worth: z
    .strictObject({
      population: Mean.meta({ description: 'Of these architectures' }),
      sample: Mean.meta({ description: 'Of as large a sample as was clustered' }),
      own: Mean.meta({
        description: 'Of the population that clusters of the instance itself would give',
      }),
    })
    .meta({
      description:
        'What the population is worth on the instance: means of the fitness at the largest budget; null where one has no value',
    }),
  results: z.array(Architecture).meta({
    description: 'At most size: centres can share their nearest architecture',
  }),
}
