import { type Clusters, squaredDistance } from './k-means.ts'
import type { Point } from './truncated-svd.ts'

/** How well clusters are separated. */
export interface ClusterIndices {
  /** From -1 to 1, greater is better (Rousseeuw 1987). */
  readonly silhouette: number
  /** Greater is better (Caliński and Harabasz 1974); 0 where all clusters are single points. */
  readonly calinskiHarabasz: number
  /** From 0, smaller is better (Davies and Bouldin 1979). */
  readonly daviesBouldin: number
}

interface Group {
  readonly members: readonly Point[]
  readonly centre: Point
}

/** Null where fewer than two clusters have points. */
export function clusterIndices(
  points: readonly Point[],
  { labels, centres }: Clusters,
): ClusterIndices | null {
  const groups = centres
    .map((_, label) => points.filter((__, at) => labels[at] === label))
    .filter((members) => members.length > 0)
    .map((members): Group => ({ members, centre: meanOf(members) }))
  if (groups.length < 2) return null
  return {
    silhouette: silhouetteOf(groups, points.length),
    calinskiHarabasz: calinskiHarabaszOf(groups, points),
    daviesBouldin: daviesBouldinOf(groups),
  }
}

const distance = (left: Point, right: Point) => Math.sqrt(squaredDistance(left, right))

function meanOf(points: readonly Point[]): Point {
  let [x, y] = [0, 0]
  for (const [ownX, ownY] of points) {
    x += ownX
    y += ownY
  }
  return [x / points.length, y / points.length]
}

function sumOfDistances(point: Point, others: readonly Point[]): number {
  let sum = 0
  for (const other of others) sum += distance(point, other)
  return sum
}

function silhouetteOf(groups: readonly Group[], count: number): number {
  let sum = 0
  for (const own of groups) {
    if (own.members.length === 1) continue // counts as 0
    for (const point of own.members) {
      const within = sumOfDistances(point, own.members) / (own.members.length - 1)
      let nearest = Number.POSITIVE_INFINITY
      for (const { members } of groups) {
        if (members === own.members) continue
        nearest = Math.min(nearest, sumOfDistances(point, members) / members.length)
      }
      const wider = Math.max(within, nearest)
      sum += wider === 0 ? 0 : (nearest - within) / wider
    }
  }
  return sum / count
}

function calinskiHarabaszOf(groups: readonly Group[], points: readonly Point[]): number {
  const middle = meanOf(points)
  let [between, within] = [0, 0]
  for (const { members, centre } of groups) {
    between += members.length * squaredDistance(centre, middle)
    for (const point of members) within += squaredDistance(point, centre)
  }
  if (within === 0) return 0
  return (between * (points.length - groups.length)) / (within * (groups.length - 1))
}

function daviesBouldinOf(groups: readonly Group[]): number {
  const widths = groups.map(
    ({ members, centre }) => sumOfDistances(centre, members) / members.length,
  )
  let sum = 0
  for (const [at, { centre }] of groups.entries()) {
    let worst = 0
    for (const [other, { centre: otherCentre }] of groups.entries()) {
      const apart = distance(centre, otherCentre)
      if (other === at || apart === 0) continue
      worst = Math.max(worst, ((widths[at] as number) + (widths[other] as number)) / apart)
    }
    sum += worst
  }
  return sum / groups.length
}
