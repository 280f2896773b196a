import { z } from 'zod'
import { FRONT_WORLDS, frontMembership } from './front-membership.ts'
import { operation } from './operation.ts'
import { prepareFrontWorlds } from './prepare-world.ts'
import { fitnessAnswered } from './schemas/fitness.ts'
import { objectives, rowSelection } from './schemas/listing.ts'

const CANDIDATES_MAX = 2000
const DRAWS_MS = 2500
const CANDIDATE_MS = 2.5

const share = z.number().min(0).max(1)

const FrontMember = z
  .strictObject({
    hash: z.string().meta({ description: 'Module hash: 32 lower-case hexadecimal digits' }),
    architectureId: z.int().min(0).meta({ description: 'Rank of the hash among all 423,624' }),
    membership: share.meta({
      description: 'Share of the worlds in which no other candidate dominates it',
    }),
    isOnMeanFront: z
      .boolean()
      .meta({ description: 'Whether it is on the front of the predicted means' }),
    deviationsAway: z.number().min(0).meta({
      description:
        'Distance from the front of the predicted means, in standard deviations of its true values',
    }),
    values: z
      .array(z.number())
      .meta({ description: 'Predicted means, in the order of objectives' }),
  })
  .meta({ id: 'FrontMember', description: 'An architecture that can be on the Pareto front' })

export const getFrontMembership = operation({
  name: 'getFrontMembership',
  method: 'GET',
  path: '/v1/instances/{instance}/pareto/membership',
  summary: 'Get how likely architectures are on the Pareto front',
  description:
    'In how many of the worlds 0 to 15 an architecture is on the front of the true values. Only candidates are compared: the architectures whose predictions are nearest to the front of the predicted means, in standard deviations of their true values. Other architectures can dominate them, so each share is an upper bound. `lateShare` says how much that matters.',
  input: z.strictObject({
    instance: rowSelection.instance,
    epochs: rowSelection.epochs,
    where: rowSelection.where,
    ...objectives,
    candidates: z.int().min(8).max(CANDIDATES_MAX).default(500).meta({
      description: 'How many architectures are compared',
      example: 500,
    }),
    limit: z.int().min(1).max(CANDIDATES_MAX).default(100).meta({
      description: 'Maximum number of results, the likeliest first',
      example: 100,
    }),
  }),
  output: z.strictObject({
    release: fitnessAnswered.release,
    instance: fitnessAnswered.instance,
    epochs: fitnessAnswered.epochs,
    objectives: z.array(
      z.strictObject({
        name: z.string().meta({ description: 'Long name of the measure' }),
        direction: z.enum(['minimize', 'maximize']),
      }),
    ),
    worlds: z
      .int()
      .min(1)
      .meta({ description: `Worlds that were asked: ${FRONT_WORLDS}, from seed 0` }),
    compared: z.int().min(0).meta({ description: 'Architectures that were looked at' }),
    candidates: z.int().min(0).meta({ description: 'Architectures whose worlds were drawn' }),
    lateShare: share.nullable().meta({
      description:
        'Share of all places on the fronts of the worlds that the less likely half of the candidates takes: near 0.5, architectures that are no candidates would take many too',
    }),
    results: z.array(FrontMember).meta({
      description: 'Those that are on a front at all, the likeliest first, then by id',
    }),
  }),
  reads: 'fitness',
  errors: ['instance_not_found', 'epochs_not_available', 'not_evaluated'],
  examples: [
    {
      title: 'Accuracy against parameters',
      input: {
        instance: 'so2sat-lcz42',
        minimize: ['trainableParameters'],
        maximize: ['validationAccuracy'],
        candidates: 16,
      },
    },
  ],
  architectures: ({ limit }) => limit,
  processorMs: ({ candidates }) => Math.round(DRAWS_MS + CANDIDATE_MS * candidates),
  prepare: prepareFrontWorlds,
  handle: frontMembership,
})
