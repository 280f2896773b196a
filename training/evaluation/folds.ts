import { shuffled } from '../../space/shuffled.ts'
import { integersOf, randomOf } from '../random.ts'

/** Rows to train on and rows to test on, both ascending. */
export interface Split {
  readonly train: Int32Array
  readonly test: Int32Array
}

export interface FoldsInput {
  /** Sample group of each row, -1 for a row that belongs to none and stands alone. */
  readonly groups: Int32Array
  readonly folds: number
  readonly seed: number
}

/**
 * Folds of whole groups: no group is trained on and tested on. The groups come in random order, each
 * into the fold that has fewest rows so far.
 * @throws RangeError for fewer groups than folds
 */
export function foldsByGroup({ groups, folds, seed }: FoldsInput): Split[] {
  const members = membersOf(groups)
  assertEnough(members.length, folds, 'groups')
  const foldOf = new Int32Array(groups.length)
  const sizes = new Array<number>(folds).fill(0)
  for (const group of shuffled(integersOf(randomOf(seed, 'groups')), members.length)) {
    const rows = members[group] ?? []
    const smallest = sizes.indexOf(Math.min(...sizes))
    for (const row of rows) foldOf[row] = smallest
    sizes[smallest] = (sizes[smallest] as number) + rows.length
  }
  return splitsOf(foldOf, folds)
}

/**
 * Folds of rows in random order.
 * @throws RangeError for fewer rows than folds
 */
export function foldsByRow({ groups, folds, seed }: FoldsInput): Split[] {
  assertEnough(groups.length, folds, 'architectures')
  const foldOf = new Int32Array(groups.length)
  const order = shuffled(integersOf(randomOf(seed, 'rows')), groups.length)
  for (const [at, row] of order.entries()) foldOf[row] = at % folds
  return splitsOf(foldOf, folds)
}

export interface HoldOutInput {
  readonly rows: number
  /** By default all that are not tested on. */
  readonly trainSize: number | null
  /** By default all that are not trained on. */
  readonly testSize: number | null
  readonly seed: number
}

/**
 * One random training sample and one random test sample of the others.
 * @throws RangeError where there are not so many rows
 */
export function holdOut({ rows, trainSize, testSize, seed }: HoldOutInput): Split {
  const train = trainSize ?? rows - (testSize ?? 0)
  const test = testSize ?? rows - train
  if (train < 1 || test < 1 || train + test > rows) {
    throw new RangeError(
      `There are ${rows} architectures, which cannot be split into ${train} to train on and ${test} to test on. Give a smaller --train-size or --test-size.`,
    )
  }
  const order = shuffled(integersOf(randomOf(seed, 'hold out')), rows)
  return { train: order.slice(0, train).sort(), test: order.slice(train, train + test).sort() }
}

/** Rows of each group, in the order in which the groups appear; a row without one stands alone. */
export function membersOf(groups: ArrayLike<number>): number[][] {
  const byGroup = new Map<number, number[]>()
  const members: number[][] = []
  for (let row = 0; row < groups.length; row++) {
    const group = groups[row] as number
    const known = group < 0 ? undefined : byGroup.get(group)
    if (known !== undefined) {
      known.push(row)
      continue
    }
    const created = [row]
    members.push(created)
    if (group >= 0) byGroup.set(group, created)
  }
  return members
}

function splitsOf(foldOf: Int32Array, folds: number): Split[] {
  const rows = Int32Array.from(foldOf, (_, row) => row)
  return Array.from({ length: folds }, (_, fold) => ({
    train: rows.filter((row) => foldOf[row] !== fold),
    test: rows.filter((row) => foldOf[row] === fold),
  }))
}

function assertEnough(count: number, folds: number, what: string): void {
  if (folds >= 2 && count >= folds) return
  throw new RangeError(
    `${folds} folds cannot be made of ${count} ${what}. Give --folds from 2 to ${count}.`,
  )
}
