import type { RandomSource } from '../random-source.ts'
import type { Point } from './truncated-svd.ts'

/** Starts and iterations of the initialisation study (Traoré, Camero and Zhu). */
const STARTS = 50
const ITERATIONS_MAX = 500

export interface Clusters {
  /** Of each point: the place of its cluster. */
  readonly labels: readonly number[]
  readonly centres: readonly Point[]
}

export function squaredDistance([x, y]: Point, [otherX, otherY]: Point): number {
  return (x - otherX) * (x - otherX) + (y - otherY) * (y - otherY)
}

/**
 * k-means of points in the plane: the best of 50 starts by k-means++ (Arthur and Vassilvitskii 2007),
 * each with Lloyd's iterations until no label changes.
 * @param count clusters, at most the number of points
 */
export function kMeans(points: readonly Point[], count: number, random: RandomSource): Clusters {
  let best: (Clusters & { readonly inertia: number }) | null = null
  for (let start = 0; start < STARTS; start++) {
    const found = settled(points, firstCentres(points, count, random))
    if (best === null || found.inertia < best.inertia) best = found
  }
  return best ?? { labels: [], centres: [] }
}

function firstCentres(points: readonly Point[], count: number, random: RandomSource): Point[] {
  const centres = [points[random.below(points.length)] as Point]
  const away = points.map((point) => squaredDistance(point, centres[0] as Point))
  while (centres.length < count) {
    let total = 0
    for (const distance of away) total += distance
    const drawn = (random.word() / 2 ** 32) * total
    let chosen = 0
    let sum = away[0] as number
    while (sum <= drawn && chosen < points.length - 1) {
      chosen++
      sum += away[chosen] as number
    }
    const centre = points[chosen] as Point
    centres.push(centre)
    for (const [at, point] of points.entries()) {
      away[at] = Math.min(away[at] as number, squaredDistance(point, centre))
    }
  }
  return centres
}

/** The place of the nearest of some points; the first of equal ones. */
export function nearestPlace(point: Point, others: readonly Point[]): number {
  let nearest = 0
  let least = Number.POSITIVE_INFINITY
  for (let at = 0; at < others.length; at++) {
    const distance = squaredDistance(point, others[at] as Point)
    if (distance < least) {
      least = distance
      nearest = at
    }
  }
  return nearest
}

function settled(points: readonly Point[], first: readonly Point[]) {
  let centres = first
  let labels: number[] = []
  for (let iteration = 0; iteration < ITERATIONS_MAX; iteration++) {
    const next = points.map((point) => nearestPlace(point, centres))
    const isSame = next.every((label, at) => label === labels[at])
    labels = next
    if (isSame) break
    centres = means(points, labels, centres)
  }
  let inertia = 0
  for (const [at, point] of points.entries()) {
    inertia += squaredDistance(point, centres[labels[at] as number] as Point)
  }
  return { labels, centres, inertia }
}

// A cluster without points keeps its centre.
function means(points: readonly Point[], labels: readonly number[], before: readonly Point[]) {
  const sums = before.map(() => ({ x: 0, y: 0, count: 0 }))
  for (const [at, [x, y]] of points.entries()) {
    const sum = sums[labels[at] as number]
    if (sum === undefined) continue
    sum.x += x
    sum.y += y
    sum.count++
  }
  return sums.map(({ x, y, count }, at): Point => {
    return count === 0 ? (before[at] as Point) : [x / count, y / count]
  })
}
