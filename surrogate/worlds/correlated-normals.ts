import { randomNormal } from '../../fitness/random-normal.ts'
import type { OpenBudget } from './world-model.ts'

/** Standard normal numbers, one a measure; the next index overwrites them. */
export type CorrelatedNormals = (index: number) => Float64Array

/** Draws that correlate as the measures do: a function of world, label and index. */
export function correlatedNormals(
  budget: Pick<OpenBudget, 'instance' | 'epochs' | 'among' | 'correlating'>,
  world: number,
  label: string,
): CorrelatedNormals {
  const { instance, epochs, among, correlating } = budget
  const needed = Math.max(...correlating.map(({ length }) => length))
  const streams = among
    .slice(0, needed)
    .map((measure) =>
      randomNormal(world, { instance, epochs, measure: `world ${label} ${measure}` }),
    )
  const independent = new Float64Array(streams.length)
  const numbers = new Float64Array(correlating.length)
  let known = -1
  return (index) => {
    if (index === known) return numbers
    known = index
    for (const [at, stream] of streams.entries()) independent[at] = stream(index)
    for (const [at, row] of correlating.entries()) {
      let sum = 0
      for (let other = 0; other < row.length; other++) {
        sum += (row[other] as number) * (independent[other] as number)
      }
      numbers[at] = sum
    }
    return numbers
  }
}

/** The numbers of the indices from 0 on, by measure. */
export function columnsOf(
  normals: CorrelatedNormals,
  { count, measures }: { readonly count: number; readonly measures: number },
): Float64Array[] {
  const columns = Array.from({ length: measures }, () => new Float64Array(count))
  for (let index = 0; index < count; index++) {
    const numbers = normals(index)
    for (const [measure, column] of columns.entries()) column[index] = numbers[measure] as number
  }
  return columns
}
