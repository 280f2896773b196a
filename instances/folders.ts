import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { Instance } from '../fitness/instance.ts'
import { BuiltInFile, type Described } from '../ingest/built-in.ts'

/** The folders of the built-in instances: one an instance, named by its id. */
export const INSTANCES_FOLDER = fileURLToPath(new URL('.', import.meta.url))

/**
 * What the folders under `root` say about their instances, by id.
 * @throws Error for a folder whose `instance.json` is wrong
 */
export function describedInstances(root = INSTANCES_FOLDER): Described[] {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(root, entry.name, 'instance.json')))
    .map(({ name }) => readFolder(root, name))
    .sort((left, right) => (left.id < right.id ? -1 : 1))
}

/** One built-in instance. @throws Error where there is no such folder */
export function describedInstance(id: string, root = INSTANCES_FOLDER): Described {
  return readFolder(root, id)
}

/** What one built-in instance is. @throws Error where there is no such folder */
export function builtInInstance(id: string, root = INSTANCES_FOLDER): Instance {
  return readFolder(root, id).instance
}

function readFolder(root: string, id: string): Described {
  const folder = join(root, id)
  const path = join(folder, 'instance.json')
  const parsed = BuiltInFile.safeParse(JSON.parse(readFileSync(path, 'utf8')))
  if (!parsed.success) throw new Error(`${path}: ${z.prettifyError(parsed.error)}`)
  if (parsed.data.instance.id !== id) {
    throw new Error(`${path}: the id is ${parsed.data.instance.id}; name it "${id}" as its folder.`)
  }
  return { ...parsed.data, id, folder }
}
