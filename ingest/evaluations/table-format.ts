import { z } from 'zod'

export const SEPARATORS = [',', ';', '\t', '|'] as const
export type Separator = (typeof SEPARATORS)[number]

/** How the text of a table is written; of JSONL only the encoding counts. */
export const TableFormat = z.strictObject({
  separator: z.enum(SEPARATORS).default(',').meta({ description: 'Between columns of CSV' }),
  encoding: z
    .enum(['utf-8', 'latin1', 'utf-16le', 'utf-16be'])
    .default('utf-8')
    .meta({ description: 'Of the text; latin1 is Windows-1252' }),
  decimal: z.enum(['.', ',']).default('.').meta({ description: 'Before decimals in CSV' }),
})
export type TableFormat = Readonly<z.infer<typeof TableFormat>>
