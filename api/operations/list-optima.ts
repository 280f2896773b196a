import { z } from 'zod'
import { openSource } from './landscapes.ts'
import { readCursor, writeCursor } from './listing/cursor.ts'
import { operation } from './operation.ts'
import {
  LocalOptimum,
  landscapeAnswered,
  optimaPage,
  sourcedSelection,
} from './schemas/landscape.ts'
import { LISTED_DEFAULT } from './schemas/listing.ts'

export const listOptima = operation({
  name: 'listOptima',
  method: 'GET',
  path: '/v1/instances/{instance}/optima',
  summary: 'List the local optima of an instance',
  description:
    'The architectures that no neighbour by one edit betters, the fittest first, with their basins of steepest ascent. Connected optima of equal fitness are one.',
  input: z.strictObject({ ...sourcedSelection, ...optimaPage }),
  output: z.strictObject({
    ...landscapeAnswered,
    source: sourcedSelection.source.unwrap(),
    count: z.int().min(0).meta({ description: 'Local optima, also beyond this page' }),
    results: z.array(LocalOptimum).meta({ description: 'The fittest first, then by id' }),
    next: z.string().nullable().meta({
      description: 'Cursor of the next page, null on the last; also in the Link header',
    }),
  }),
  reads: 'landscapes',
  errors: ['instance_not_found', 'epochs_not_available', 'not_evaluated'],
  examples: [
    {
      title: 'The fittest optima',
      input: { instance: 'so2sat-lcz42', measure: 'validationAccuracy', limit: 2 },
    },
  ],
  architectures: ({ limit }) => limit ?? LISTED_DEFAULT,
  handle: async (context, { limit = LISTED_DEFAULT, cursor, ...request }) => {
    const { answered, source, sourced, fitnessOf } = await openSource(context, request)
    const { architectureIds, basinSizes, plateauSizes } = sourced.optima
    const place = {
      release: context.release.id,
      query: ['optima', answered.instance, answered.epochs, answered.measure, source],
    }
    const from = cursor === undefined ? 0 : readCursor(cursor, place, architectureIds.length)
    const next = from + limit
    return {
      ...answered,
      source,
      count: architectureIds.length,
      results: architectureIds.slice(from, next).map((architectureId, at) => ({
        hash: context.space.hashOf(architectureId),
        architectureId,
        fitness: fitnessOf(architectureId),
        basinSize: basinSizes[from + at] as number,
        plateauSize: plateauSizes[from + at] as number,
      })),
      next: next < architectureIds.length ? writeCursor(place, next) : null,
    }
  },
})
