import { expect, test } from 'vitest'
import {
  cellOfGenotype,
  GENES,
  type Genotype,
  isGenotype,
  matrixFormOf,
} from '../../search/genotype.ts'
import { randomSource } from '../../search/random-source.ts'
import { matrixSample, publishedSample } from '../../search/variation.ts'
import { type Cell, parseCell } from '../../space/cell.ts'
import { InvalidArchitectureError } from '../../space/invalid-architecture-error.ts'

function parsed(genotype: Genotype): Cell | string {
  const { matrix, operations } = matrixFormOf(genotype)
  try {
    return parseCell(matrix, operations).cell
  } catch (error) {
    if (error instanceof InvalidArchitectureError) return error.reason
    throw error
  }
}

test('a genotype prunes to the cell of its matrix form, or is invalid for the same reason', () => {
  const random = randomSource(5)
  const found = new Set<string>()
  for (let at = 0; at < 5000; at++) {
    const genotype = at % 2 === 0 ? matrixSample(random) : publishedSample(random)
    const cell = cellOfGenotype(genotype)
    expect(cell).toStrictEqual(parsed(genotype))
    found.add(typeof cell === 'string' ? cell : `${cell.vertices} vertices`)
  }
  expect(found).toContain('too_many_edges')
  expect(found).toContain('disconnected')
  expect(found.size).toBeGreaterThan(5)
})

test('other lists of numbers are no genotypes', () => {
  const genes = new Array<number>(GENES).fill(1)
  expect(isGenotype(genes)).toBe(true)
  expect(isGenotype(genes.slice(1))).toBe(false)
  expect(isGenotype(genes.with(0, 2))).toBe(false)
  expect(isGenotype(genes.with(25, 3))).toBe(false)
  expect(isGenotype(genes.with(25, 2))).toBe(true)
  expect(isGenotype(genes.with(3, 0.5))).toBe(false)
  expect(isGenotype(genes.with(3, Number.NaN))).toBe(false)
})
