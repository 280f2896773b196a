import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inject } from 'vitest'
import { measureName, measuresOf } from '../../fitness/measure.ts'
import type { Release } from '../../fitness/release.ts'
import { exportRelease } from '../../release/export.ts'
import { FORMATS, type Format } from '../../release/formats.ts'
import { silentReporter } from '../../report/reporter.ts'
import { formOf, parseCell } from '../../space/cell.ts'
import type { Space } from '../../space/space.ts'
import { worldsBytes } from '../../surrogate/worlds-file.ts'
import { PREDICTED_NAMES, predictedInstance, predictionTable } from './predicted.ts'
import { BRANCHES_REORDERED, plainInstance, SMALL_RUNS, tableOf, testInstance } from './served.ts'
import { testSpace } from './space.ts'
import { worldsFor } from './world-model.ts'

// Invented numbers: none of them was measured or came out of a model.

/** So many architectures are exported, so that every value can be compared. */
export const FEW = 300

/** The first architectures of the space. */
export async function smallSpace(): Promise<Space> {
  return { ...(await testSpace()), size: FEW }
}

/** Two measured instances, one of them predicted as well, and one that is only predicted. */
export function smallRelease(): Release {
  const form = formOf(parseCell(BRANCHES_REORDERED.matrix, BRANCHES_REORDERED.operations).cell)
  const of = (names: readonly string[]) => ({ names, size: FEW })
  const source = {
    name: 'invented.json',
    title: 'Invented numbers',
    url: null,
    licence: 'MIT',
    attribution: 'Copyright 2025 Nobody',
    sha256: '0'.repeat(64),
    sizeBytes: 1,
  }
  const everyName = measuresOf(predictedInstance).map(measureName)
  return {
    id: 'r0123456789ab',
    publishedAt: '2025-01-01T00:00:00.000Z',
    instances: [
      {
        instance: plainInstance,
        completeness: 'complete',
        surrogate: null,
        sources: [source],
        tables: [
          tableOf(
            plainInstance,
            36,
            new Map([[7, [{ form, values: { 'kappa.test': -0 } }, { values: {} }]]]),
          ),
        ],
      },
      {
        instance: predictedInstance,
        completeness: 'none',
        sources: [],
        tables: [],
        surrogate: {
          id: 'predicted-instance-1',
          sha256: '1'.repeat(64),
          predictions: [predictionTable(predictedInstance, 12, of(everyName))],
          withheld: [],
        },
      },
      {
        instance: testInstance,
        completeness: 'partial',
        sources: [source],
        tables: [
          tableOf(testInstance, 4, new Map([[0, [{ values: { latencyMs: 1 / 3 } }]]])),
          tableOf(
            testInstance,
            108,
            new Map([
              [FEW - 1, SMALL_RUNS],
              [12, [{ values: { latencyMs: 2e-300, 'overallAccuracy.test': 1 } }]],
            ]),
          ),
        ],
        surrogate: {
          id: 'test-instance-1',
          sha256: '2'.repeat(64),
          predictions: [
            predictionTable(testInstance, 36, of(PREDICTED_NAMES)),
            predictionTable(testInstance, 108, of(PREDICTED_NAMES.slice(1))),
          ],
          withheld: [
            {
              epochs: 108,
              measure: PREDICTED_NAMES[0] as string,
              reason: 'Its out-of-fold R² is -0.10, not above 0.',
            },
          ],
        },
      },
    ],
  }
}

/** The small release as another process can export it, which has the whole space: too few predictions. */
export function measuredRelease(): Release {
  const release = smallRelease()
  const instances = release.instances.filter(({ tables }) => tables.length > 0)
  return { ...release, instances: instances.map((one) => ({ ...one, surrogate: null })) }
}

/** A folder that is removed when the test run ends; the processes of test files end without notice. */
export function exportFolder(): string {
  return mkdtempSync(join(inject('exports'), 'release-'))
}

/** Exports the small release; into a new folder where none is named. */
export async function exportSmall(
  options: {
    folder?: string
    formats?: readonly Format[]
    release?: Release
    instances?: readonly string[]
    models?: string
    worlds?: number
  } = {},
) {
  const { folder = exportFolder(), formats = FORMATS, instances = null } = options
  return exportRelease(options.release ?? smallRelease(), await smallSpace(), {
    folder,
    formats,
    instances,
    worlds: options.worlds ?? 0,
    modelsFolder: options.models ?? null,
    reporter: silentReporter,
  })
}

/**
 * A folder with files of the models that made the predictions of a release, and the release with their
 * digests. Worlds are drawn from the smallest model that comes with the service.
 */
export async function withModels(release: Release): Promise<{ models: string; release: Release }> {
  const models = exportFolder()
  const instances = await Promise.all(
    release.instances.map(async (one) => {
      const { instance, surrogate } = one
      if (surrogate === null) return one
      mkdirSync(join(models, instance.id))
      const path = (end: string) => join(models, instance.id, `1.${end}`)
      const bytes = `the model of ${instance.id}`
      writeFileSync(path('onnx'), bytes)
      writeFileSync(path('json'), JSON.stringify({ id: surrogate.id }))
      writeFileSync(
        path('worlds.gz'),
        worldsBytes(await worldsFor(instance.id, surrogate.predictions)),
      )
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      return { ...one, surrogate: { ...surrogate, sha256 } }
    }),
  )
  return { models, release: { ...release, instances } }
}
