import { z } from 'zod'

export const SPLITS = ['train', 'validation', 'test'] as const
export type Split = (typeof SPLITS)[number]

export const UNITS = [
  'fraction',
  'coefficient',
  'millisecond',
  'second',
  'kilowatt-hour',
  'gram',
] as const
export type Unit = (typeof UNITS)[number]

/** Least and greatest value of a metric by its unit. */
export const UNIT_RANGES: { readonly [U in Unit]: readonly [number, number] } = {
  fraction: [0, 1],
  coefficient: [-1, 1],
  millisecond: [0, Infinity],
  second: [0, Infinity],
  'kilowatt-hour': [0, Infinity],
  gram: [0, Infinity],
}

/** A text for people. Postgres stores no NUL. */
const text = (lengthMax: number) =>
  z
    .string()
    .min(1)
    .max(lengthMax)
    .refine((value) => !value.includes('\0'), 'a NUL character is not allowed')

export const Metric = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][A-Za-z0-9]{1,63}$/, 'a camelCase name with its unit last, for example latencyMs')
    .meta({ description: 'Name of the metric in answers', example: 'overallAccuracy' }),
  splits: z
    .array(z.enum(SPLITS))
    .max(3)
    .refine((splits) => new Set(splits).size === splits.length, 'a split is named twice')
    .meta({ description: 'Splits it is measured on; empty for a metric that has no split' }),
  unit: z.enum(UNITS).meta({
    description: 'fraction: from 0 to 1; coefficient: from -1 to 1; others are not negative',
    example: 'fraction',
  }),
  direction: z.enum(['maximize', 'minimize']).meta({ description: 'Which way is better' }),
  description: text(2000).meta({ description: 'What it is and how it was measured' }),
  halfway: z
    .boolean()
    .optional()
    .meta({ description: 'True where it was also measured after half of the epochs' }),
})
export type Metric = z.infer<typeof Metric>

/** What one benchmark problem is: data set, sensor, split protocol and what was measured. */
export const Instance = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/, 'lower-case letters, digits and hyphens')
    .meta({ description: 'Identity of the instance', example: 'so2sat-lcz42' }),
  title: text(300).meta({ description: 'Name for people' }),
  dataset: text(300).meta({ description: 'Data set', example: 'So2Sat LCZ-42' }),
  sensor: text(300).meta({ description: 'What took the images', example: 'Sentinel-2' }),
  input: z
    .strictObject({
      height: z.int().min(1).max(4096).meta({ description: 'Of an image, in pixels' }),
      width: z.int().min(1).max(4096).meta({ description: 'Of an image, in pixels' }),
      channels: z.int().min(1).max(4096).meta({ description: 'Of an image: bands or colours' }),
    })
    .meta({ description: 'The images that the networks see' }),
  classes: z
    .int()
    .min(2)
    .max(100_000)
    .meta({ description: 'Classes that the networks tell apart' }),
  protocol: text(10_000).meta({ description: 'How the architectures were trained and measured' }),
  metrics: z
    .array(Metric)
    .min(1)
    .max(64)
    .refine(
      (metrics) => new Set(metrics.map((metric) => metric.name)).size === metrics.length,
      'a metric is named twice',
    )
    .meta({ description: 'What is measured' }),
  citation: text(4000).meta({ description: 'What to cite when you use it' }),
})
export type Instance = z.infer<typeof Instance>
