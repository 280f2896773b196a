import { measureName } from '../fitness/measure.ts'
import type { TrainingData, TrainingSet } from './training-set.ts'

/** Fewer architectures than this are few for a space of 423,624, and the card says so. */
const FEW_ROWS = 200

/** What no count shows and a reader of the card must know. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  cifar10: [
    '83 % of the architectures that it was trained on have six vertices, 85 % of the space has seven: how well it ranks random architectures of the whole space is not measured.',
  ],
}

/** What the training data alone say about where a surrogate must not be trusted. */
export function limitationsOf(instance: string, { sets, origins }: TrainingData): string[] {
  const limitations = sets.flatMap((set) => [...fewRows(set, origins), ...groupsOf(set)])
  const single = sets.filter(({ runs }) => runs.every((column) => Math.max(...column) < 2))
  if (single.length > 0) {
    limitations.push(
      `At ${listed(single)} epochs each architecture was trained once: the noise of a training is estimated, not measured.`,
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
  return [...limitations, ...(KNOWN[instance] ?? [])]
}

function fewRows(
  { epochs, architectureIds }: TrainingSet,
  origins: TrainingData['origins'],
): string[] {
  const rows = architectureIds.length
  if (rows < FEW_ROWS) {
    return [
      `At ${epochs} epochs there are ${rows} architectures to train on, very few for this space: read the evaluation before you rely on it.`,
    ]
  }
  const few = origins.filter((origin) => origin.epochs === epochs && origin.rows < FEW_ROWS)
  if (few.length === 0) return []
  const names = few.map(({ measure }) => measureName(measure)).join(', ')
  return [
    `${names} at ${epochs} epochs: only ${Math.min(...few.map((origin) => origin.rows))} architectures to train on, very few for this space: a rough guess.`,
  ]
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
