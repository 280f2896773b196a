import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { digestFile } from '../db/file-digest.ts'
import type { Release } from '../fitness/release.ts'

interface CopiedFile {
  /** In the folder of the release. */
  readonly name: string
  readonly from: string
}

/** The model that made the predictions of an instance, and its card. */
export interface ModelFiles {
  /** Id of the surrogate. */
  readonly surrogate: string
  readonly model: CopiedFile
  readonly card: CopiedFile
  /** What worlds are drawn from; null where the model has none. */
  readonly worlds: CopiedFile | null
}

/**
 * The models of a release that are in a folder of models, `INSTANCE/VERSION.onnx` with
 * `VERSION.json` beside it; a model of other bytes than the release's is not taken.
 */
export async function modelFilesOf(
  { instances }: Release,
  modelsFolder: string | null,
): Promise<ModelFiles[]> {
  const found: ModelFiles[] = []
  for (const { instance, surrogate } of instances) {
    if (modelsFolder === null || surrogate === null) continue
    const version = surrogate.id.slice(instance.id.length + 1)
    const path = join(modelsFolder, instance.id, version)
    const [model, card, worlds] = [`${path}.onnx`, `${path}.json`, `${path}.worlds.gz`]
    if (!existsSync(model) || !existsSync(card)) continue
    if ((await digestFile(model)).sha256 !== surrogate.sha256) continue
    found.push({
      surrogate: surrogate.id,
      model: { name: `${surrogate.id}.onnx`, from: model },
      card: { name: `${surrogate.id}.json`, from: card },
      worlds: existsSync(worlds) ? { name: `${surrogate.id}.worlds.gz`, from: worlds } : null,
    })
  }
  return found
}
