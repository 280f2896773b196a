import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { PLAIN_RECIPE } from '../../training/recipe.ts'
import { readRecipe } from '../../training/recipe-files.ts'

it('a recipe that is broken or wrong is refused with its file; without one it is the plain recipe', () => {
  const root = mkdtempSync(join(tmpdir(), 'recipes-'))
  mkdirSync(join(root, 'made-up'))
  const path = join(root, 'made-up', 'recipe.json')
  expect(readRecipe('made-up', root)).toEqual(PLAIN_RECIPE)
  writeFileSync(path, '{"limits": [')
  expect(() => readRecipe('made-up', root)).toThrow(`${path}: `)
  writeFileSync(path, '{"limit": []}')
  expect(() => readRecipe('made-up', root)).toThrow(/recipe\.json: .*Unrecognized key/s)
})
