import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cardText, readCard, type SurrogateCard } from './card.ts'
import { nearestBytes } from './nearest-file.ts'

export interface CardPlace {
  /** Holds a folder for each instance. */
  readonly modelsFolder: string
  readonly instance: string
  readonly version: string
}

export function cardPath({ modelsFolder, instance, version }: CardPlace): string {
  return join(modelsFolder, instance, `${version}.json`)
}

/**
 * The card of a version; null where there is none.
 * @throws CardError where it cannot be used
 */
export async function findCard(place: CardPlace): Promise<SurrogateCard | null> {
  const path = cardPath(place)
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  return text === null ? null : readCard(text, path)
}

/** The files beside a card. */
export interface ModelFiles {
  readonly onnx: Uint8Array
  /** Distances, one column a budget. */
  readonly nearest: readonly Uint8Array[]
}

/** Writes the model, where one is given, and then its card: a reader never sees half of a file. */
export async function writeCard(
  place: CardPlace,
  card: SurrogateCard,
  files?: ModelFiles,
): Promise<void> {
  const folder = join(place.modelsFolder, place.instance)
  await mkdir(folder, { recursive: true })
  if (files !== undefined) {
    await replace(join(folder, card.model.file), files.onnx)
    await replace(join(folder, card.model.nearest.file), nearestBytes(files.nearest))
  }
  await replace(cardPath(place), cardText(card))
}

export function digestOf(onnx: Uint8Array): string {
  return createHash('sha256').update(onnx).digest('hex')
}

async function replace(path: string, content: string | Uint8Array): Promise<void> {
  const part = `${path}.${process.pid}.part`
  await writeFile(part, content)
  await rename(part, path)
}
