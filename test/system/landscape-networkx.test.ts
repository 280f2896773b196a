import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exactAutocorrelation } from '../../landscape/autocorrelation.ts'
import { findBasins } from '../../landscape/basins.ts'
import { distanceCorrelation, fittestOf } from '../../landscape/distance-correlation.ts'
import { findLocalOptima } from '../../landscape/local-optima.ts'
import { locality } from '../../landscape/locality.ts'
import { neutrality, publishedTolerance } from '../../landscape/neutrality.ts'
import { restrictedGraph } from '../../landscape/restricted-graph.ts'
import { editDistances } from '../../space/edit-distance.ts'
import type { NeighbourGraph } from '../../space/neighbour-graph.ts'
import { smallCells } from '../../study/ground-truth/small-cells.ts'
import { readStudyTable } from '../../study/source-tables.ts'
import { testGraph } from '../support/landscapes.ts'
import {
  compiledBeside,
  missingPython,
  pythonEnvironment,
  READING_TOOLS,
} from '../support/python-environment.ts'
import { sourcesFolder } from '../support/sources.ts'
import { testSpace } from '../support/space.ts'

// The 2,532 cells of up to 5 vertices, recomputed by networkx.

const missing = missingPython()
if (missing !== null) console.warn(`Skipped: ${missing}`)
if (!sourcesFolder)
  console.warn('The measured values of the cells are missing: invented ones only.')

const folder = mkdtempSync(join(tmpdir(), 'eo-nas-bench-networkx-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let graph: NeighbourGraph
let python: string

beforeAll(async () => {
  const [space, whole] = [await testSpace(), await testGraph()]
  const ids: number[] = []
  for (let id = 0; id < space.size; id++) if (space.cellOf(id).vertices <= 5) ids.push(id)
  graph = restrictedGraph(whole, ids)
  if (missing === null) python = pythonEnvironment(READING_TOOLS)
}, 15 * 60_000)

/** Distinct values but for a plateau here and there. */
function invented(): Float64Array {
  return Float64Array.from({ length: graph.size }, (_, at) => ((at * 7919) % 2003) / 2003)
}

async function measured(): Promise<Float64Array> {
  const rows = await readStudyTable(sourcesFolder ?? '', 'smallCells')
  return smallCells(await testSpace(), rows ?? []).fitness
}

const cases: [string, () => Float64Array | Promise<Float64Array>][] = [
  ['invented values', invented],
]
if (sourcesFolder) cases.push(['the measured accuracies of EC-NAS-Bench', measured])

describe.skipIf(missing !== null)('networkx finds the same landscape', () => {
  test.each(cases)(
    'of %s',
    async (name, fitnessOf) => {
      const fitness = await fitnessOf()
      const tolerance = publishedTolerance(fitness)
      const directed: [number, number][] = []
      for (let id = 0; id < graph.size; id++) {
        for (let at = graph.offsets[id] as number; at < (graph.offsets[id + 1] as number); at++) {
          directed.push([id, graph.neighbours[at] as number])
        }
      }
      const path = join(folder, `${name}.json`)
      writeFileSync(path, JSON.stringify({ fitness: [...fitness], directed, tolerance }))
      const script = join(import.meta.dirname, 'tools/landscape_with_networkx.py')
      const { stdout, stderr, status } = spawnSync(python, [script, path], {
        encoding: 'utf8',
        maxBuffer: 2 ** 26,
        env: { ...process.env, ...compiledBeside(READING_TOOLS) },
      })
      expect(status, stderr).toBe(0)
      const theirs = JSON.parse(stdout)

      const landscape = { graph, fitness }
      const local = findLocalOptima(landscape)
      const basins = findBasins(landscape, local)
      expect(theirs.isSymmetric).toBe(true)
      expect(2 * theirs.pairs).toBe(graph.neighbours.length)
      expect(theirs.optima).toEqual([...local.optima])
      expect(theirs.plateauSizes).toEqual([...local.optima].map((id) => local.sizes[id]))
      // Null where two exits of a plateau are as near: then either way is an ascent.
      if (theirs.basinSizes !== null) {
        expect(theirs.basinSizes).toEqual([...basins.sizes])
        const moves = basins.steps.reduce((sum, steps) => sum + steps, 0) / graph.size
        expect(theirs.moves).toBeCloseTo(moves, 10)
      }
      const { byLag } = exactAutocorrelation(landscape, 3)
      for (const [lag, value] of theirs.autocorrelation.entries()) {
        expect(byLag[lag + 1]).toBeCloseTo(value, 9)
      }
      const best = fittestOf(fitness)
      const distances = Float64Array.from(editDistances(graph, [best]))
      const line = distanceCorrelation(fitness, distances, best)
      expect(line.correlation).toBeCloseTo(theirs.distanceCorrelation, 9)
      expect(line.slope).toBeCloseTo(theirs.distanceSlope, 9)
      expect(line.intercept).toBeCloseTo(theirs.distanceIntercept, 9)
      expect(locality(landscape).slope).toBeCloseTo(theirs.localitySlope, 9)
      const { share, networks, largestNetwork } = neutrality(landscape, tolerance)
      expect({ share, networks, largestNetwork }).toEqual(theirs.neutral)
    },
    300_000,
  )
})
