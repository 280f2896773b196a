import { readFileSync } from 'node:fs'
import { type Measure, measureName } from '../../fitness/measure.ts'
import { readCard } from '../../surrogate/card.ts'
import { completed } from '../../surrogate/worlds/completed.ts'
import type { WorldBudget, WorldsFile } from '../../surrogate/worlds/world-file.ts'
import { type OpenBudget, openBudget } from '../../surrogate/worlds/world-model.ts'
import { worldsOfModel } from '../../surrogate/worlds-file.ts'
import { testSpace } from './space.ts'

const FOLDER = new URL('../../surrogate/models/so2sat-lcz42-landscape-100/', import.meta.url)

/** The smallest model that comes with the service: four measures, 62 architectures. */
export async function smallWorldBudget(): Promise<{
  budget: WorldBudget
  correlations: number[][]
}> {
  const path = new URL('1.json', FOLDER).pathname
  const card = readCard(readFileSync(path, 'utf8'), path)
  const file = await worldsOfModel({ path: new URL('1.onnx', FOLDER).pathname, card })
  const budget = file?.budgets[0]
  const correlations = card.budgets[0]?.correlations
  if (budget === undefined || correlations === undefined) throw new Error('No worlds')
  return { budget, correlations }
}

/** Worlds for invented predictions: the measures of the small model under other names. */
export async function worldsFor(
  instance: string,
  tables: readonly { readonly epochs: number; readonly measures: readonly Measure[] }[],
): Promise<WorldsFile> {
  const { budget } = await smallWorldBudget()
  return {
    format: 1,
    instance,
    featuresVersion: 1,
    budgets: tables.map(({ epochs, measures }) => ({
      ...budget,
      epochs,
      measures: measures.map((measure, at) => ({
        ...(budget.measures[at] as WorldBudget['measures'][number]),
        measure: measureName(measure),
      })),
    })),
  }
}

/** The same, open. */
export async function openSmallBudget(instance = 'test'): Promise<OpenBudget> {
  const { budget, correlations } = await smallWorldBudget()
  return completed(openBudget(budget, { instance, space: await testSpace(), correlations }))
}
