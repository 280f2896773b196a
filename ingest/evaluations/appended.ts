import type { Database } from '../../db/database.ts'
import { currentInstances } from '../../db/instances.ts'
import { storedRuns } from '../../db/stored-runs.ts'
import { measureName, measuresOf } from '../../fitness/measure.ts'
import { IngestError } from '../ingest-error.ts'
import type { Item, Resume, Source } from '../source.ts'

/**
 * A source of tables that adds to what the instance holds: the outcome is that of one load of all
 * tables, the old ones first.
 * @param source of `evaluationsSource`, whose last file is the description
 * @returns the source itself where the instance holds nothing; null where it holds these tables
 * @throws IngestError where some tables are loaded already, or the measures differ
 */
export async function appended(source: Source, db: Database): Promise<Source | null> {
  const { plan } = source
  const instances = await currentInstances(db.kysely)
  const current = instances.find(({ instance }) => instance.id === plan.instance.id)
  if (current === undefined) return source

  const held = new Set(current.sources.map(({ sha256 }) => sha256))
  const tables = plan.files.slice(0, -1)
  const known = tables.filter(({ sha256 }) => held.has(sha256))
  if (plan.files.every(({ sha256 }) => held.has(sha256))) return null
  const refuse = (reason: string, fix: string) =>
    new IngestError({ file: plan.instance.id, where: null, reason, fix })
  if (known.length > 0) {
    throw refuse(
      `${known.map(({ name }) => name).join(', ')} is loaded already, and its rows would count as further runs`,
      'Append only new tables. For another description, load all tables with --replace.',
    )
  }
  const [before, after] = [current.instance, plan.instance].map((instance) =>
    measuresOf(instance).map(measureName).join(', '),
  )
  if (before !== after) {
    throw refuse(
      `it has the measures ${before}, and the description has ${after}`,
      'Describe the same metrics in the same order, or load all tables with --replace.',
    )
  }

  const files = [...current.sources, ...plan.files.filter(({ sha256 }) => !held.has(sha256))]
  const ordinals = plan.files.map(({ sha256 }) => files.findIndex((file) => file.sha256 === sha256))
  // Read here: a dry run reads records while its transaction holds the only session of PGlite.
  const runs = await storedRuns(db.kysely, current.ingestRunId)
  async function* records(resume: Resume | null): AsyncGenerator<readonly Item[]> {
    for await (const items of source.records(resume, runs)) yield items.map(renumbered)
  }
  const renumbered = (item: Item): Item => {
    if ('rejected' in item) return item
    const { evaluation, position } = item
    const sourceFile = ordinals[evaluation.sourceFile] ?? -1
    return { evaluation: { ...evaluation, sourceFile }, position }
  }
  return { plan: { ...plan, files, appendsTo: current.fingerprint }, records }
}
