import { z } from 'zod'
import type { TableDescription } from './description.ts'

const column = z.string().min(1).max(200)

/** A part of the rows of the tables, as a description writes it. */
export const Part = z.strictObject({
  where: z
    .record(column, z.string().max(1000))
    .refine((where) => Object.keys(where).length > 0, 'no column is named')
    .meta({ description: 'Column to the text it must have', example: { space: '5V9E' } }),
  without: z
    .array(column)
    .optional()
    .meta({ description: 'Measured columns that are left out in these rows' }),
})
export type Part = z.infer<typeof Part>

/** What is wrong with the parts, given the measured columns. */
export function partProblems(parts: readonly Part[], measured: readonly string[]): string[] {
  return parts.flatMap(({ without = [] }, at) =>
    without
      .filter((name) => !measured.includes(name))
      .map((name) => `parts[${at}] leaves out ${name}, which is not in columns`),
  )
}

/** Index of the first part that a row belongs to, -1 for none; without parts all are in one. */
export function partOf(
  fields: ReadonlyMap<string, unknown>,
  { parts }: Pick<TableDescription, 'parts'>,
): number {
  if (parts.length === 0) return 0
  return parts.findIndex(({ where }) =>
    Object.entries(where).every(([name, text]) => textOf(fields.get(name)) === text),
  )
}

/** One description a part: measures that it leaves out have no column. */
export function descriptionsOf(description: TableDescription): readonly TableDescription[] {
  const { parts, measures } = description
  if (parts.length === 0) return [description]
  return parts.map(({ without = [] }) => ({
    ...description,
    measures: measures.map((measure) =>
      measure !== null && without.includes(measure.column) ? null : measure,
    ),
  }))
}

function textOf(value: unknown): string {
  return value === undefined || value === null ? '' : String(value).trim()
}
