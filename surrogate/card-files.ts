import { createHash, randomUUID } from 'node:crypto'
import { link, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cardText, readCard, type SurrogateCard } from './card.ts'
import { nearestBytes } from './nearest-file.ts'
import type { WorldsFile } from './worlds/world-file.ts'
import { worldsBytes } from './worlds-file.ts'

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
  readonly worlds: WorldsFile
}

const VERSION_FILE = /^(.+?)\.(?:json|onnx|nearest\.gz|worlds\.gz)$/

/** Versions of an instance that have any file of a model, ascending; `10` comes after `9`. */
export async function versionsOf({
  modelsFolder,
  instance,
}: Omit<CardPlace, 'version'>): Promise<string[]> {
  const names = await readdir(join(modelsFolder, instance)).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return []
      throw error
    },
  )
  const versions = names.flatMap((name) => VERSION_FILE.exec(name)?.[1] ?? [])
  return [...new Set(versions)].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
}

/** The whole number after the greatest one that is taken, from 1. */
export function freeVersion(taken: readonly string[]): string {
  const numbers = taken.filter((version) => /^\d+$/.test(version)).map(Number)
  return String(1 + Math.max(0, ...numbers))
}

/**
 * Writes a model of a new version and then its card: a reader never sees half of a file.
 * @returns false where the version is taken; then nothing is written
 */
export async function createCard(
  place: CardPlace,
  card: SurrogateCard,
  { onnx, nearest, worlds }: ModelFiles,
): Promise<boolean> {
  const folder = join(place.modelsFolder, place.instance)
  await mkdir(folder, { recursive: true })
  if ((await versionsOf(place)).includes(place.version)) return false
  const { model } = card
  const files: (readonly [path: string, content: string | Uint8Array])[] = [
    [join(folder, model.file), onnx],
    [join(folder, model.nearest.file), nearestBytes(nearest)],
    ...(model.worlds === undefined
      ? []
      : [[join(folder, model.worlds.file), worldsBytes(worlds)] as const]),
    [cardPath(place), cardText(card)],
  ]
  const created: string[] = []
  let isWhole = false
  try {
    for (const [path, content] of files) {
      if (!(await create(path, content))) return false
      created.push(path)
    }
    isWhole = true
  } finally {
    if (!isWhole) await Promise.all(created.map((path) => rm(path, { force: true })))
  }
  return isWhole
}

/** Writes a card in place of the one of the same model. */
export async function rewriteCard(place: CardPlace, card: SurrogateCard): Promise<void> {
  await replace(cardPath(place), cardText(card))
}

export function digestOf(onnx: Uint8Array): string {
  return createHash('sha256').update(onnx).digest('hex')
}

// Unlike a rename, a link fails where the name is taken, also by another process in this moment.
async function create(path: string, content: string | Uint8Array): Promise<boolean> {
  const part = `${path}.${randomUUID()}.part`
  await writeFile(part, content)
  try {
    await link(part, path)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  } finally {
    await rm(part, { force: true })
  }
}

async function replace(path: string, content: string | Uint8Array): Promise<void> {
  const part = `${path}.${randomUUID()}.part`
  await writeFile(part, content)
  await rename(part, path)
}
