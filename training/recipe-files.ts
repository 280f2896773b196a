import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { INSTANCES_FOLDER } from '../instances/folders.ts'
import { Tried } from '../surrogate/card.ts'
import { PLAIN_RECIPE, Recipe } from './recipe.ts'

/** How the surrogate of an instance is trained. @throws Error for a wrong `recipe.json` */
export function readRecipe(id: string, root = INSTANCES_FOLDER): Recipe {
  return read(join(root, id, 'recipe.json'), Recipe) ?? PLAIN_RECIPE
}

/** What else was tried on an instance and what it measured; goes into the card by `train`. */
export function readTried(id: string, root = INSTANCES_FOLDER): readonly Tried[] {
  return read(join(root, id, 'tried.json'), z.array(Tried)) ?? []
}

function read<Schema extends z.ZodType>(path: string, schema: Schema): z.infer<Schema> | null {
  if (!existsSync(path)) return null
  const parsed = schema.safeParse(jsonOf(path))
  if (parsed.success) return parsed.data
  throw new Error(`${path}: ${z.prettifyError(parsed.error)}`)
}

function jsonOf(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new Error(`${path}: ${error instanceof Error ? error.message : String(error)}`)
  }
}
