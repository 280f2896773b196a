import type { Served } from '../api/context.ts'
import { type LoadedInstance, type SurrogateModel, viewRelease } from '../api/release-view.ts'
import { SurrogateCard } from '../api/schemas/surrogate.ts'
import { decodeSpace } from '../space/space-encoding.ts'
import type { ReleaseFiles } from './release-files.ts'
import { type ListedInstance, parseInstances, parseManifest } from './release-manifest.ts'
import { evaluationTables, predictionTables } from './release-tables.ts'

/** What is needed to answer: one instance, all, or the space alone. */
export type Wanted = { readonly instance: string } | 'all' | 'space'

/** The data of a release in files; each instance is read when it is first asked for. */
export interface LocalData {
  readonly release: string
  served(wanted: Wanted): Promise<Served>
}

interface Loaded {
  readonly data: LoadedInstance
  readonly model: SurrogateModel | null
}

function instancesOf(
  instances: readonly ListedInstance[],
  wanted: Wanted,
): readonly ListedInstance[] {
  if (wanted === 'space') return []
  const own = wanted === 'all' ? [] : instances.filter(({ id }) => id === wanted.instance)
  // The error of an unknown instance lists all that there are.
  return own.length === 0 ? instances : own
}

/** @throws Error where there is no release of this format, DamagedFileError */
export async function openLocalData(files: ReleaseFiles): Promise<LocalData> {
  const manifest = parseManifest(files.where, await files.manifest())
  const find = (name: string) => manifest.files.find((file) => file.name === name)
  const needed = (name: string) => {
    const file = find(name)
    if (file !== undefined) return files.read(file)
    throw new Error(
      `${files.where} has no ${name}, which the local mode needs; export the release without leaving formats out.`,
    )
  }
  const json = async (name: string): Promise<unknown> =>
    JSON.parse(new TextDecoder().decode(await needed(name)))
  const instances = parseInstances(files.where, await json('instances.json'))
  const space = decodeSpace(await needed('space-1.bin'))

  const surrogateOf = async ({ surrogate }: ListedInstance): Promise<SurrogateModel | null> => {
    if (surrogate === null || surrogate.card === null) return null
    const { id, sha256, model } = surrogate
    const card = SurrogateCard.parse(await json(surrogate.card))
    return { id, sha256, path: `${files.where}/${model}`, card }
  }
  const load = async (listed: ListedInstance): Promise<Loaded> => {
    const { id, instance, completeness, sources, surrogate } = listed
    const table = async (name: string) => ({
      where: `${files.where}/${name}`,
      bytes: await needed(name),
      instance,
    })
    const [evaluations, predictions] = [`${id}.evaluations.parquet`, `${id}.predictions.parquet`]
    const tables = completeness === 'none' ? [] : await evaluationTables(await table(evaluations))
    const predicted = surrogate && {
      id: surrogate.id,
      sha256: surrogate.sha256,
      predictions: await predictionTables(await table(predictions), space.size),
    }
    const data = { instance, completeness, sources, tables, surrogate: predicted }
    return { data, model: await surrogateOf(listed) }
  }

  const loading = new Map<string, Promise<Loaded>>()
  let opened: { readonly instances: number; readonly served: Served } | null = null
  return {
    release: manifest.release,
    served: async (wanted) => {
      for (const one of instancesOf(instances, wanted)) {
        if (loading.has(one.id)) continue
        const loaded = load(one)
        loading.set(one.id, loaded)
        // What failed is tried again when it is asked for again.
        loaded.catch(() => loading.delete(one.id))
      }
      const there = await Promise.all(loading.values())
      if (opened === null || opened.instances !== there.length) {
        const release = viewRelease(
          {
            id: manifest.release,
            publishedAt: manifest.publishedAt,
            instances: there.map(({ data }) => data),
          },
          space,
          there.flatMap(({ model }) => model ?? []),
        )
        opened = { instances: there.length, served: { space, release } }
      }
      return opened.served
    },
  }
}
