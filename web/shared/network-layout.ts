/** A link between two nodes, by their places. */
export interface Link {
  readonly from: number
  readonly to: number
  readonly weight: number
}

const SWEEPS = 24

/**
 * Columns of the nodes of a network, from 0 to 1, equally far apart: nodes with heavy links stand near
 * each other (barycentre method of Sugiyama, Tagawa, Toda 1981, for one layer). The same network
 * always has the same columns.
 */
export function networkColumns(count: number, links: readonly Link[]): number[] {
  let order = Array.from({ length: count }, (_, at) => at)
  const columns = new Array<number>(count).fill(0)
  const place = () => {
    for (const [column, node] of order.entries()) columns[node] = column
  }
  place()
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const sums = new Array<number>(count).fill(0)
    const weights = new Array<number>(count).fill(0)
    for (const { from, to, weight } of links) {
      for (const [own, other] of [
        [from, to],
        [to, from],
      ] as const) {
        sums[own] = (sums[own] as number) + weight * (columns[other] as number)
        weights[own] = (weights[own] as number) + weight
      }
    }
    // A node keeps half of its place, so that two linked nodes do not change places for ever.
    const wanted = columns.map((column, node) => {
      const weight = weights[node] as number
      return weight === 0 ? column : 0.5 * column + (0.5 * (sums[node] as number)) / weight
    })
    order = [...order].sort(
      (one, other) => (wanted[one] as number) - (wanted[other] as number) || one - other,
    )
    place()
  }
  return columns.map((column) => (count < 2 ? 0.5 : column / (count - 1)))
}
