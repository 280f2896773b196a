import { z } from 'zod'
import { compareFootprints } from '../../landscape/compare-footprints.ts'
import type { InstanceLandscape } from '../../landscape/instance-landscapes.ts'
import { openLandscape } from './landscapes.ts'
import { operation } from './operation.ts'
import { InstanceId } from './schemas/fitness.ts'
import {
  ComparedFootprintEntry,
  describedEntry,
  landscapeAnswered,
  landscapeSelection,
  Operator,
} from './schemas/landscape.ts'

const Side = z.strictObject({
  instance: landscapeAnswered.instance,
  epochs: landscapeAnswered.epochs,
  measure: landscapeAnswered.measure,
  source: z.enum(['tabular', 'surrogate']).meta({
    description: 'surrogate, the predicted means, where there are any; else tabular',
  }),
})

// All architectures, where they are predicted: a part of them is another landscape.
function sideOf({ epochs, measure, measured, predicted }: InstanceLandscape, instance: string) {
  const sourced = predicted ?? measured
  if (sourced === null) throw new Error(`The landscape of ${measure} is of no source.`)
  const source = predicted === null ? 'tabular' : 'surrogate'
  return {
    footprint: sourced.footprint,
    described: { instance, epochs, measure, source } as const,
  }
}

export const compareLandscapes = operation({
  name: 'compareLandscapes',
  method: 'GET',
  path: '/v1/instances/{instance}/landscape/compare',
  summary: 'Compare the landscape footprints of two instances',
  description: 'Two footprints entry by entry, on scales that are the same for all instances.',
  input: z.strictObject({
    ...landscapeSelection,
    with: InstanceId.meta({ description: 'Id of the other instance', example: 'cifar10' }),
    operator: Operator,
  }),
  output: z.strictObject({
    release: landscapeAnswered.release,
    operator: landscapeAnswered.operator,
    instance: Side.meta({ description: 'The instance of the address' }),
    with: Side.meta({ description: 'The other instance' }),
    entries: z.array(ComparedFootprintEntry).meta({ description: 'In the order of a footprint' }),
  }),
  reads: 'landscapes',
  errors: ['instance_not_found', 'epochs_not_available', 'not_evaluated'],
  examples: [
    {
      title: 'So2Sat LCZ-42 and CIFAR-10',
      input: { instance: 'so2sat-lcz42', with: 'cifar10', measure: 'testAccuracy' },
    },
  ],
  handle: async (context, { with: other, operator, ...request }) => {
    const one = await openLandscape(context, request, operator)
    const two = await openLandscape(context, { ...request, instance: other }, operator)
    const first = sideOf(one.landscape, one.answered.instance)
    const second = sideOf(two.landscape, two.answered.instance)
    return {
      release: context.release.id,
      operator,
      instance: first.described,
      with: second.described,
      entries: compareFootprints(first.footprint, second.footprint).map((entry) => ({
        ...describedEntry(entry.key),
        values: { instance: entry.one, with: entry.other },
        scaled: { instance: entry.scaled.one, with: entry.scaled.other },
      })),
    }
  },
})
