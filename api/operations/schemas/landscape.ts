import { z } from 'zod'
import {
  FOOTPRINT_ENTRIES,
  type FootprintEntry,
  type FootprintKey,
} from '../../../landscape/footprint-entries.ts'
import { LANDSCAPE_SOURCES } from '../../../landscape/instance-landscapes.ts'
import { OPERATORS } from '../../../space/neighbour-graph.ts'
import { fitnessSelection, InstanceId } from './fitness.ts'
import { Cursor, Limit, MeasureKey } from './listing.ts'

export const Operator = z.enum(OPERATORS).default('graph-edit').meta({
  description:
    'What makes two architectures neighbours: one edit of the graph, one bit of the 17 × 17 matrices of their representatives, or what the published local search flips',
})

/** Which landscape: an instance, a budget and a measure. */
export const landscapeSelection = {
  instance: InstanceId,
  epochs: fitnessSelection.epochs,
  measure: MeasureKey.optional().meta({
    description:
      'Split and metric of a measure to maximize, for example validationAccuracy; without it the first that has a landscape, which is validationOverallAccuracy where there is one',
    example: 'validationAccuracy',
  }),
}

/** The same where a landscape has to be one of its sources. */
export const sourcedSelection = {
  ...landscapeSelection,
  source: z.enum(LANDSCAPE_SOURCES).default('surrogate').meta({
    description: 'surrogate: the predicted means of all architectures; tabular: what was measured',
  }),
}

export const optimaPage = { limit: Limit, cursor: Cursor }

export const landscapeAnswered = {
  release: z.string().meta({ description: 'Release that answered' }),
  instance: z.string().meta({ description: 'Instance of the request' }),
  epochs: z.int().min(1).meta({ description: 'Training budget' }),
  measure: z.string().meta({ description: 'Full name', example: 'validationOverallAccuracy' }),
  operator: z.enum(OPERATORS).meta({ description: 'What makes two architectures neighbours' }),
}

const KEYS = Object.keys(FOOTPRINT_ENTRIES) as [FootprintKey, ...FootprintKey[]]
const value = z.number().nullable()

const entry = {
  key: z.enum(KEYS).meta({ description: 'Name of the entry' }),
  unit: z.string().meta({ description: 'Unit of its values' }),
  description: z.string().meta({ description: 'What it says' }),
  scale: z.tuple([z.number(), z.number()]).meta({
    description: 'What charts draw at the centre and at the rim; the same for all instances',
  }),
}

export const FootprintEntryAnswer = z
  .strictObject({
    ...entry,
    measured: value.meta({ description: 'Of the measured architectures alone; null without them' }),
    predicted: value.meta({
      description: 'Of the predicted means of all architectures, which are smoother than the truth',
    }),
  })
  .meta({
    id: 'FootprintEntry',
    description: 'One entry of a footprint; null where it does not apply',
  })

const Sides = (of: string) =>
  z.strictObject({
    instance: value.meta({ description: `${of} of the instance` }),
    with: value.meta({ description: `${of} of the other instance` }),
  })

export const ComparedFootprintEntry = z
  .strictObject({
    ...entry,
    values: Sides('Value').meta({ description: 'In the unit of the entry' }),
    scaled: Sides('On the scale from 0 to 1, the value').meta({
      description: 'From 0 at the centre to 1 at the rim of the scale',
    }),
  })
  .meta({ id: 'ComparedFootprintEntry', description: 'One entry of two footprints' })

/** What an entry is, without its values. */
export function describedEntry(key: FootprintKey) {
  const { unit, description, scale }: FootprintEntry = FOOTPRINT_ENTRIES[key]
  const [centre, rim] = scale
  return { key, unit, description, scale: [centre, rim] as [number, number] }
}

export const FOOTPRINT_KEYS: readonly FootprintKey[] = KEYS

const member = {
  hash: z.string().meta({ description: 'Module hash: 32 lower-case hexadecimal digits' }),
  architectureId: z.int().min(0).meta({ description: 'Rank of the hash among all 423,624' }),
  fitness: z.number().meta({ description: 'Value of the measure, in its unit' }),
}

export const LandscapeMember = z
  .strictObject(member)
  .meta({ id: 'LandscapeMember', description: 'An architecture of a landscape' })

export const LocalOptimum = z
  .strictObject({
    ...member,
    basinSize: z.int().min(1).meta({
      description: 'Architectures from which steepest ascent reaches it, itself included',
    }),
    plateauSize: z.int().min(1).meta({
      description: 'Connected architectures of equal fitness; the one of least id stands for them',
    }),
  })
  .meta({ id: 'LocalOptimum', description: 'A local optimum of a landscape' })
