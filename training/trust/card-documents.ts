import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SurrogateCard } from '../../surrogate/card.ts'
import { findCard, versionsOf } from '../../surrogate/card-files.ts'
import { cardPage } from './card-page.ts'
import { trustTable } from './trust-table.ts'

const BEGIN = '<!-- written by npm run surrogate -- document -->'
const END = '<!-- end -->'

/** The newest card of each instance. */
export async function newestCards(modelsFolder: string): Promise<readonly SurrogateCard[]> {
  const cards: SurrogateCard[] = []
  for (const instance of readdirSync(modelsFolder).sort()) {
    const version = (await versionsOf({ modelsFolder, instance })).at(-1)
    if (version === undefined) continue
    const card = await findCard({ modelsFolder, instance, version })
    if (card !== null) cards.push(card)
  }
  // Instances of one data set stand together.
  return cards.sort(
    ({ instance: one }, { instance: other }) =>
      other.dataset.localeCompare(one.dataset, 'en') || one.id.localeCompare(other.id, 'en'),
  )
}

/** What `docs/` says of the cards, by the path of the file: whole pages, and a part of `surrogate.md`. */
export function cardDocuments(
  cards: readonly SurrogateCard[],
  surrogatePage: string,
): ReadonlyMap<string, string> {
  const [before, rest = ''] = surrogatePage.split(BEGIN)
  const after = rest.split(END)[1]
  if (after === undefined) throw new RangeError(`surrogate.md lacks ${BEGIN} … ${END}.`)
  const tables = cards.flatMap((card) => [
    '',
    `### ${card.instance.title}`,
    '',
    `\`${card.instance.id}\`. [All figures](cards/${card.instance.id}.md)`,
    '',
    ...trustTable(card),
  ])
  return new Map([
    [
      'surrogate.md',
      [before, BEGIN, ...tables.map((line) => `\n${line}`), '\n\n', END, after].join(''),
    ],
    ...cards.map((card): [string, string] => [`cards/${card.instance.id}.md`, cardPage(card)]),
  ])
}

/** Writes the pages of the cards, and the tables of `surrogate.md`, anew. */
export async function writeCardDocuments(modelsFolder: string, docs: string): Promise<number> {
  const page = readFileSync(join(docs, 'surrogate.md'), 'utf8')
  const documents = cardDocuments(await newestCards(modelsFolder), page)
  rmSync(join(docs, 'cards'), { recursive: true, force: true })
  mkdirSync(join(docs, 'cards'))
  for (const [path, text] of documents) writeFileSync(join(docs, path), text)
  return documents.size
}
