import { complexity } from '../../space/complexity.ts'
import type { FitSurrogate } from '../../training/model.ts'

/** A surrogate for tests that takes no time: least squares on the logarithm of the parameters. */
export const fitLine: FitSurrogate = (set, _lower, { instance, space, distancesFrom }) => {
  const shape = { ...instance.input, classes: instance.classes }
  const sizeOf = (id: number) => Math.log(complexity(space.cellOf(id), shape).trainableParameters)
  const lines = set.values.map((values) => {
    const rows = [...values.keys()].filter((row) => !Number.isNaN(values[row]))
    const x = rows.map((row) => sizeOf(set.architectureIds[row] as number))
    const y = rows.map((row) => values[row] as number)
    const mean = (list: number[]) => list.reduce((sum, value) => sum + value, 0) / list.length
    const [cx, cy] = [mean(x), mean(y)]
    const squares = mean(x.map((value) => (value - cx) ** 2))
    const slope = mean(x.map((value, at) => (value - cx) * ((y[at] as number) - cy))) / squares
    const errors = x.map((value, at) => (y[at] as number) - cy - slope * (value - cx))
    return { cx, cy, slope, deviation: Math.sqrt(mean(errors.map((error) => error ** 2))) }
  })
  const nearest = distancesFrom(set.architectureIds)
  return {
    predict: (ids) => ({
      distances: Uint8Array.from(ids, (id) => nearest[id] as number),
      means: lines.map(({ cx, cy, slope }) =>
        Float64Array.from(ids, (id) => cy + slope * (sizeOf(id) - cx)),
      ),
      standardDeviations: lines.map(({ deviation }) => Float64Array.from(ids, () => deviation)),
    }),
  }
}
