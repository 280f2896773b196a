import { measureName, measuresOf } from '../fitness/measure.ts'
import type { Release, ReleasedInstance } from '../fitness/release.ts'
import { type Format, SQLITE } from './formats.ts'
import type { FileColumn } from './manifest.ts'
import { worldColumn } from './measure-columns.ts'
import { MEDIA_TYPES } from './media-types.ts'
import type { ModelFiles } from './model-files.ts'
import type { PlannedFile } from './planned-file.ts'
import { SPACE_COLUMNS } from './space-columns.ts'
import type { Table } from './table.ts'

/** Worlds from 0 that are exported with a release. */
export const EXPORTED_WORLDS = 16

/** The worlds of one instance before they are computed. */
export interface PlannedWorlds {
  readonly released: ReleasedInstance
  /** The file that they are drawn from. */
  readonly from: string
  readonly worlds: number
  /** Every world has this table, but for its name and its values. */
  readonly table: Omit<Table, 'batches'>
  /** Names of the measures of its columns. */
  readonly measures: readonly string[]
  /** One a world; none where the format was not asked for. */
  readonly parquet: readonly PlannedFile[]
  /** One for all worlds, with a table for each. */
  readonly database: PlannedFile | null
}

export interface WorldSelection {
  readonly models: readonly ModelFiles[]
  readonly formats: readonly Format[]
  /** Ids of instances; null for all. */
  readonly instances: readonly string[] | null
  /** How many; 0 for none. */
  readonly worlds: number
}

/** Name of the table of a world in the database of an instance's worlds. */
export const worldTableName = (world: number): string => `world_${world}`

export function planWorlds(
  { instances }: Release,
  { models, formats, instances: chosen, worlds }: WorldSelection,
): PlannedWorlds[] {
  if (worlds === 0) return []
  return instances.flatMap((released): PlannedWorlds[] => {
    const { instance, surrogate } = released
    const model = models.find((one) => one.surrogate === surrogate?.id)
    if (surrogate === null || !model?.worlds) return []
    if (chosen !== null && !chosen.includes(instance.id)) return []
    const { measures, ...table } = tableOf(released)
    const file = (
      name: string,
      about: string,
    ): Omit<PlannedFile, 'columns' | 'rows' | 'tables'> => ({
      name: `${instance.id}.${name}`,
      mediaType: MEDIA_TYPES[name.endsWith('.parquet') ? 'parquet' : SQLITE.extension],
      about,
    })
    const all = Array.from({ length: worlds }, (_, world) => world)
    const parquet = all.map((world) => ({
      ...file(
        `world-${world}.parquet`,
        `the true values of \`${instance.id}\` in world ${world}; a file for each world to ${worlds - 1}`,
      ),
      rows: table.rows,
      columns: [...table.columns],
      tables: null,
    }))
    const database = {
      ...file('worlds.sqlite', `worlds 0 to ${worlds - 1} of \`${instance.id}\`, a table each`),
      rows: null,
      columns: null,
      tables: all.map((world) => ({ ...listed(table), name: worldTableName(world) })),
    }
    return [
      {
        released,
        from: model.worlds.from,
        worlds,
        table,
        measures,
        parquet: formats.includes('parquet') ? parquet : [],
        database: formats.includes('sqlite') ? database : null,
      },
    ]
  })
}

function listed({ rows, columns }: Pick<Table, 'rows' | 'columns'>) {
  return { rows, columns: [...columns] }
}

/** Names of the files of planned worlds. */
export function worldFiles({ parquet, database }: PlannedWorlds): PlannedFile[] {
  return [...parquet, ...(database === null ? [] : [database])]
}

function tableOf({
  instance,
  surrogate,
}: ReleasedInstance): PlannedWorlds['table'] & Pick<PlannedWorlds, 'measures'> {
  const predictions = surrogate?.predictions ?? []
  const known = predictions.map(({ measures }) => measures.map(measureName))
  const measures = measuresOf(instance).filter((measure) =>
    known.flat().includes(measureName(measure)),
  )
  const { architectureId, epochs } = SPACE_COLUMNS
  const columnOf = (measure: (typeof measures)[number]): FileColumn =>
    worldColumn(instance, measure)
  const complete = measures.filter((measure) =>
    known.every((names) => names.includes(measureName(measure))),
  )
  return {
    name: 'world',
    measures: measures.map(measureName),
    columns: [architectureId, epochs, ...measures.map(columnOf)],
    complete: new Set(complete.map((measure) => columnOf(measure).name)),
    rows: predictions.reduce((sum, { nearestMeasured }) => sum + nearestMeasured.length, 0),
  }
}
