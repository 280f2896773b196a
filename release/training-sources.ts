import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import type { ModelFiles } from './model-files.ts'

/** What of a model card says what the model was trained on. */
const Card = z.object({
  training: z.object({ sources: z.array(z.object({ title: z.string() })) }).optional(),
})

/** Titles of what the models were trained on, as their cards state them. */
export async function trainingSourcesOf(models: readonly ModelFiles[]): Promise<string[]> {
  const cards = await Promise.all(
    models.map(async ({ card }) => Card.parse(JSON.parse(await readFile(card.from, 'utf8')))),
  )
  return cards.flatMap(({ training }) => training?.sources.map(({ title }) => title) ?? [])
}
