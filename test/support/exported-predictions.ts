import { copyFileSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inject } from 'vitest'
import type { Served } from '../../api/operations/context.ts'
import { exportRelease } from '../../release/export.ts'
import { silentReporter } from '../../report/reporter.ts'
import { cardText } from '../../surrogate/card.ts'
import { worldsBytes } from '../../surrogate/worlds-file.ts'
import { exportFolder } from './exported.ts'
import { madeOnce } from './made-once.ts'
import { predictedRelease } from './predicted.ts'
import { testSpace } from './space.ts'
import { viewed } from './viewed.ts'
import { worldsFor } from './world-model.ts'

export interface ExportedPredictions {
  /** The files; a test copies them before it changes one. */
  readonly folder: string
  /** What a service answers the same from. */
  readonly served: Served
}

/** `predictedRelease` as Parquet files with models and worlds, exported once for all test files. */
export async function exportedPredictions(): Promise<ExportedPredictions> {
  const space = await testSpace()
  const { release, models } = predictedRelease(space)
  const worldsOf = (id: string) => {
    const found = release.instances.find(({ instance }) => instance.id === id)
    return worldsFor(id, found?.surrogate?.predictions ?? [])
  }
  const parent = join(inject('exports'), 'predictions')
  await madeOnce(parent, async () => {
    const modelsFolder = exportFolder()
    for (const { path, card } of models) {
      const own = join(modelsFolder, card.instance.id)
      mkdirSync(own)
      copyFileSync(path, join(own, '1.onnx'))
      writeFileSync(join(own, '1.json'), cardText(card))
      writeFileSync(join(own, '1.worlds.gz'), worldsBytes(await worldsOf(card.instance.id)))
    }
    const part = exportFolder()
    const options = { formats: ['parquet'], instances: null, modelsFolder } as const
    await exportRelease(release, space, { ...options, folder: part, reporter: silentReporter })
    renameSync(part, parent)
  })
  const readWorlds = (id: string) => worldsOf(id.slice(0, -'-1'.length))
  return {
    folder: join(parent, release.id),
    served: { space, release: viewed(release, space, models), readWorlds },
  }
}
