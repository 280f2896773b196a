import type { Cell } from '../../space/cell.ts'
import { labelsOf, matrixOf, operationsOf } from '../../space/cell.ts'
import { expandedEncoding, shortEncoding } from '../../space/encodings/landscape.ts'
import { randomSource } from '../random-source.ts'
import { type ClusterIndices, clusterIndices } from './cluster-indices.ts'
import { kMeans, nearestPlace } from './k-means.ts'
import { sparseRows } from './sparse-rows.ts'
import { twoComponents } from './truncated-svd.ts'

export const POPULATION_ENCODINGS = ['short', 'long'] as const
export type PopulationEncoding = (typeof POPULATION_ENCODINGS)[number]

const INTERIOR = 5

export interface ClusterProblem {
  /** Representatives of a sample. */
  readonly cells: readonly Cell[]
  /** The fitness of each at every budget. */
  readonly fitness: readonly (readonly number[])[]
  readonly encoding: PopulationEncoding
  /** Clusters, at most as many as cells. */
  readonly size: number
  readonly seed: number
}

export interface ClusterPopulation {
  /** Places of the cells nearest to the centres, each once. */
  readonly places: readonly number[]
  /** Null where fewer than two clusters have points. */
  readonly indices: ClusterIndices | null
}

/**
 * An initial population (Traoré, Camero and Zhu, "Data-driven Initialization to Search"): cells are
 * encoded with their fitness, reduced to two components by truncated SVD and clustered by k-means.
 * Each centre stands for the cell nearest to it, which is a valid architecture.
 */
export function clusterPopulation(problem: ClusterProblem): ClusterPopulation {
  const random = randomSource(problem.seed)
  const rows = problem.cells.map((cell, at) => [
    ...encoded(cell, problem.encoding),
    ...(problem.fitness[at] ?? []),
  ])
  const points = twoComponents(sparseRows(rows), random)
  const clusters = kMeans(points, problem.size, random)
  const places = new Set(clusters.centres.map((centre) => nearestPlace(centre, points)))
  return { places: [...places], indices: clusterIndices(points, clusters) }
}

/** 54 numbers of the short encoding, 294 of the long one: 289 bits and the five operations. */
function encoded(cell: Cell, encoding: PopulationEncoding): number[] {
  if (encoding === 'short') return [...shortEncoding(cell)]
  const labels = labelsOf(cell)
  return [
    ...expandedEncoding(matrixOf(cell), operationsOf(cell)),
    ...Array.from({ length: INTERIOR }, (_, at) => (labels[at] ?? -1) + 1),
  ]
}
