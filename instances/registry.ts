import { extname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BuiltIn, SourceOf } from '../ingest/built-in.ts'
import { describedInstances, INSTANCES_FOLDER } from './folders.ts'

// Built, the sources end in .js as this file does.
const SOURCE = `source${extname(import.meta.url)}`

/**
 * The built-in instances with their sources, by id: one a folder under `root`.
 * @throws Error for a folder whose `instance.json` is wrong or whose source exports no `sourceOf`
 */
export async function builtInInstances(root = INSTANCES_FOLDER): Promise<BuiltIn[]> {
  return Promise.all(
    describedInstances(root).map(async (described) => {
      const path = join(described.folder, SOURCE)
      const { sourceOf } = (await import(pathToFileURL(path).href)) as { sourceOf?: SourceOf }
      if (sourceOf === undefined) throw new Error(`${path} exports no sourceOf`)
      return { ...described, source: sourceOf(described) }
    }),
  )
}
