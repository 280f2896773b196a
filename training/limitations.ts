import { measureName } from '../fitness/measure.ts'
import type { Space } from '../space/space.ts'
import type { Recipe } from './recipe.ts'
import type { TrainedSurrogate } from './train.ts'
import { runsAt, type TrainingData, type TrainingSet } from './training-set.ts'

/** Fewer architectures than this are few for a space of 423,624, and the card says so. */
const FEW_ROWS = 200
/** Fewer architectures with so many vertices than this share of the trained ones are no support. */
const SUPPORT_SHARE = 0.01
/** From so many graph edits on nothing near was measured. */
const FAR = 3

interface Trained {
  readonly instance: string
  readonly recipe: Recipe
  readonly space: Pick<Space, 'size' | 'cellOf'>
  readonly trained: Pick<TrainedSurrogate, 'budgets' | 'withheld' | 'outputs'>
}

/** What the training data say about where a surrogate must not be trusted. */
export function limitationsOf(
  { sets, origins }: TrainingData,
  { instance, recipe, space, trained }: Trained,
): string[] {
  const limitations = sets.flatMap((set) => [...fewRows(set, origins), ...groupsOf(set)])
  const single = sets.filter(({ runs }) => runs.every((column) => !hasReplicates(column)))
  if (single.length > 0) {
    limitations.push(
      `At ${listed(single)} epochs each architecture was trained once: the noise between runs is estimated, not measured.`,
    )
  }
  limitations.push(...supportOf(sets, space), ...distancesOf(trained.budgets, space.size))
  for (const { epochs, measure, reason } of trained.withheld) {
    limitations.push(`${measure} at ${epochs} epochs is not predicted. ${reason}`)
  }
  if (recipe.predicts !== undefined) {
    limitations.push(
      `Only ${recipe.predicts.join(', ')} are predicted. The other measures are there where they were measured.`,
    )
  }
  for (const from of new Set(origins.map((origin) => origin.from))) {
    if (from === instance) continue
    const taken = origins.filter((origin) => origin.from === from)
    const measures = [...new Set(taken.map(({ measure }) => measureName(measure)))]
    limitations.push(
      `${measures.join(', ')} at ${listed(taken)} epochs: trained on the evaluations of ${from}, whose protocol says how these were sampled.`,
    )
  }
  return [...limitations, ...recipe.limitations, ...trained.outputs.flatMap(cutOff)]
}

function cutOff({ epochs, measure, distribution }: TrainedSurrogate['outputs'][number]): string[] {
  if (distribution.family === 'normal' || distribution.side === 'above') return []
  const least = Math.round(distribution.least * 1000) / 1000
  return [
    `${measure} at ${epochs} epochs: runs below ${least} count as ${least}; failed trainings are not predicted.`,
  ]
}

function hasReplicates(column: TrainingSet['runs'][number]): boolean {
  return column.starts.some((_, row) => runsAt(column, row).length > 1)
}

/** Vertex counts of which the training data have nothing or next to nothing. */
function supportOf(sets: readonly TrainingSet[], space: Trained['space']): string[] {
  const ofSpace = countsBy(Array.from({ length: space.size }, (_, id) => space.cellOf(id).vertices))
  const texts = sets.map(({ epochs, architectureIds }) => {
    const own = countsBy([...architectureIds].map((id) => space.cellOf(id).vertices))
    const missing = [...ofSpace].filter(
      ([vertices, count]) =>
        (own.get(vertices) ?? 0) < SUPPORT_SHARE * architectureIds.length &&
        // A handful of tiny architectures is all that there is of some sizes.
        count >= SUPPORT_SHARE * space.size,
    )
    if (missing.length === 0) return null
    const share = missing.reduce((sum, [, count]) => sum + count, 0) / space.size
    const names = missing.map(([vertices]) => vertices).join(' and ')
    return {
      epochs,
      text: `of architectures with ${names} vertices (${percent(share)} of the space) nearly nothing was measured: predictions there are extrapolations.`,
    }
  })
  return together(texts)
}

function distancesOf(budgets: TrainedSurrogate['budgets'], size: number): string[] {
  const texts = budgets.map(({ epochs, architecturesByDistance }) => {
    const far = architecturesByDistance.slice(FAR).reduce((sum, count) => sum + count, 0)
    if (far === 0) return null
    return {
      epochs,
      text: `${percent(far / size)} of the architectures are ${FAR} or more graph edits from the nearest measured one, at most ${architecturesByDistance.length - 1}: beyond ${FAR} the intervals are not checked.`,
    }
  })
  return together(texts)
}

/** One sentence for all budgets of which the same is true. */
function together(texts: readonly ({ epochs: number; text: string } | null)[]): string[] {
  const known = texts.filter((entry) => entry !== null)
  return [...new Set(known.map(({ text }) => text))].map((text) => {
    const epochs = listed(known.filter((entry) => entry.text === text))
    return `At ${epochs} epochs ${text}`
  })
}

function countsBy(values: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return new Map([...counts].sort(([a], [b]) => a - b))
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share >= 0.1 ? 0 : 1)} %`
}

function fewRows(set: TrainingSet, origins: TrainingData['origins']): string[] {
  const { epochs, architectureIds } = set
  const rows = architectureIds.length
  if (rows < FEW_ROWS) {
    return [
      `At ${epochs} epochs there are ${rows} architectures to train on, very few for this space: read the evaluation before you rely on it.`,
    ]
  }
  const few = origins.filter((origin) => origin.epochs === epochs && origin.rows < FEW_ROWS)
  return [...new Set(few.map((origin) => origin.rows))].map((count) => {
    const own = few.filter((origin) => origin.rows === count)
    const names = own.map(({ measure }) => measureName(measure)).join(', ')
    return `${names} at ${epochs} epochs: only ${count} architectures to train on, very few for this space: a rough guess.`
  })
}

function groupsOf({ epochs, architectureIds, groups }: TrainingSet): string[] {
  const count = new Set(groups.filter((group) => group >= 0)).size
  return count === 0
    ? []
    : [
        `At ${epochs} epochs the ${architectureIds.length} architectures come in ${count} groups that were sampled together, not uniformly: of what is unlike them the evaluation by group tells more than the one by row.`,
      ]
}

function listed(items: readonly { epochs: number }[]): string {
  return [...new Set(items.map(({ epochs }) => epochs))].sort((a, b) => a - b).join(', ')
}
