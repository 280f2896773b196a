import type { Release, ReleasedInstance } from '../fitness/release.ts'
import { architectureTable, type NamedShape, shapesOf } from './architecture-table.ts'
import type { Architectures } from './architectures.ts'
import { describedPredictions } from './described-predictions.ts'
import { evaluationTable } from './evaluation-rows.ts'
import { answeredTables } from './fitness-rows.ts'
import { FLAT_FORMATS, FORMATS, type Format, SQLITE } from './formats.ts'
import { instanceJson } from './instance-json.ts'
import { FILES_FORMAT } from './manifest.ts'
import { MEDIA_TYPES } from './media-types.ts'
import type { ModelFiles } from './model-files.ts'
import type { PlannedFile } from './planned-file.ts'
import { predictionTable } from './prediction-rows.ts'
import type { InstanceTables } from './sqlite-instance.ts'
import { type SqliteContent, sqliteTables } from './sqlite-writer.ts'
import { assertNamesDiffer, type Table } from './table.ts'
import { type PlannedWorlds, planWorlds, worldFiles } from './world-tables.ts'

/** One table and the files that it goes into, all of them in one pass over its rows. */
export interface PlannedTable {
  readonly table: Table
  readonly files: readonly (PlannedFile & { readonly format: keyof typeof FLAT_FORMATS })[]
}

export interface PlannedDatabase {
  readonly content: SqliteContent
  readonly file: PlannedFile
}

/** The data files of a release. */
export interface Plan {
  readonly tables: readonly PlannedTable[]
  readonly databases: readonly PlannedDatabase[]
  readonly worlds: readonly PlannedWorlds[]
}

export interface Selection {
  readonly formats: readonly Format[]
  /** Ids of instances; null for all. */
  readonly instances: readonly string[] | null
  /** How many worlds of each instance, from 0. Default: none. */
  readonly worlds?: number
}

/** All files of data. */
export function plannedFiles({ tables, databases, worlds }: Plan): PlannedFile[] {
  return [
    ...tables.flatMap(({ files }) => files),
    ...databases.map(({ file }) => file),
    ...worlds.flatMap(worldFiles),
  ]
}

/** @throws Error where an instance is not in the release, or two columns would have one name */
export function planOf(
  release: Release,
  architectures: Architectures,
  {
    formats,
    instances,
    worlds = 0,
    models,
  }: Selection & { readonly models: readonly ModelFiles[] },
): Plan {
  const wanted = instances ?? release.instances.map(({ instance }) => instance.id)
  const chosen = wanted.map((id) => {
    const found = release.instances.find(({ instance }) => instance.id === id)
    if (found !== undefined) return found
    const known = release.instances.map(({ instance }) => instance.id).join(', ')
    throw new Error(`Release ${release.id} has no instance ${id}; it has ${known}.`)
  })
  const flat = FORMATS.filter(
    (format): format is keyof typeof FLAT_FORMATS =>
      format !== 'sqlite' && formats.includes(format),
  )
  const shapes = shapesOf(release.instances.map(({ instance }) => instance))
  const planTable = (prefix: string, table: Table, about: string): PlannedTable => {
    assertNamesDiffer(`${prefix}${table.name}`, table.columns)
    const files = flat.map((format) => ({
      format,
      name: `${prefix}${table.name}.${FLAT_FORMATS[format].extension}`,
      mediaType: MEDIA_TYPES[FLAT_FORMATS[format].extension],
      rows: table.rows,
      columns: [...table.columns],
      tables: null,
      about,
    }))
    return { table, files }
  }
  const tables = [planTable('', architectureTable(architectures, shapes), 'every architecture')]
  const databases = [
    planDatabase('architectures', architecturesContent(release, architectures, shapes)),
  ]
  for (const exported of chosen) {
    const { id } = exported.instance
    const own = tablesOf(exported, architectures)
    const abouts = [
      [own.fitness, `the answers for \`${id}\`: measured where there is a run, else predicted`],
      [own.evaluations, `every run that was measured of \`${id}\``],
      [own.predictions, `every prediction for \`${id}\``],
    ] as const
    for (const [table, about] of abouts) {
      if (table.rows > 0) tables.push(planTable(`${id}.`, table, about))
    }
    databases.push(planDatabase(id, instanceContent(release, architectures, { exported, ...own })))
  }
  return {
    tables: flat.length === 0 ? [] : tables,
    databases: formats.includes('sqlite') ? databases : [],
    worlds: planWorlds(release, { models, formats, instances, worlds }),
  }
}

function tablesOf(exported: ReleasedInstance, architectures: Architectures): InstanceTables {
  const { instance, tables, surrogate } = exported
  return {
    ...answeredTables(architectures, exported),
    evaluations: evaluationTable(architectures, instance, tables),
    predictions: predictionTable(instance, surrogate?.predictions ?? [], architectures.space),
  }
}

function planDatabase(name: string, content: SqliteContent): PlannedDatabase {
  const tables = sqliteTables(content).map((table) => ({ ...table, columns: [...table.columns] }))
  for (const table of tables) assertNamesDiffer(`${name}.${table.name}`, table.columns)
  const about = name === 'architectures' ? 'every architecture' : `all of \`${name}\``
  return {
    content,
    file: {
      name: `${name}.${SQLITE.extension}`,
      mediaType: MEDIA_TYPES[SQLITE.extension],
      rows: null,
      columns: null,
      tables,
      about: `${about}, as one database that answers alone`,
    },
  }
}

const metaOf = ({ id }: Release) => ({ format: String(FILES_FORMAT), release: id })

function architecturesContent(
  release: Release,
  architectures: Architectures,
  shapes: readonly NamedShape[],
): SqliteContent {
  return { meta: metaOf(release), architectures, shapes, tables: null }
}

function instanceContent(
  release: Release,
  architectures: Architectures,
  { exported, ...tables }: InstanceTables & { exported: ReleasedInstance },
): SqliteContent {
  const { instance, surrogate } = exported
  return {
    meta: {
      ...metaOf(release),
      instance: instance.id,
      instance_json: instanceJson(exported, architectures.space),
      ...(surrogate !== null && {
        surrogate: surrogate.id,
        predictions_json: JSON.stringify(describedPredictions(surrogate.predictions)),
      }),
    },
    architectures,
    shapes: [
      {
        shape: { ...instance.input, classes: instance.classes },
        instanceIds: [instance.id],
        suffix: '',
      },
    ],
    tables,
  }
}
