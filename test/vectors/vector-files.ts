import type { Space } from '../../space/space.ts'
import {
  complexityVectors,
  hashingVectors,
  isomorphismVectors,
  neighbourVectors,
  sampleVectors,
  validityVectors,
} from './cell-vectors.ts'
import { drawVectors } from './draw-vectors.ts'
import { fitnessVectors } from './fitness-vectors.ts'
import { searchVectors } from './search-vectors.ts'

// One case a line, so that a change of one is a change of one line.
function lines(value: unknown): string {
  if (Array.isArray(value)) {
    return `[\n${value.map((one) => `  ${JSON.stringify(one)}`).join(',\n')}\n]`
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const parts = Object.entries(value).map(([key, part]) => `${JSON.stringify(key)}: ${lines(part)}`)
  return `{\n${parts.join(',\n')}\n}`
}

/** The text of every file of shared vectors, by name. */
export async function vectorFiles(space: Space): Promise<Map<string, string>> {
  const { instance, release, ...fitness } = await fitnessVectors(space)
  const files: Record<string, unknown> = {
    'hashing.json': hashingVectors(space),
    'isomorphism.json': isomorphismVectors(space),
    'validity.json': validityVectors(),
    'complexity.json': complexityVectors(space),
    'neighbours.json': await neighbourVectors(space),
    'samples.json': sampleVectors(space),
    'draws.json': drawVectors(),
    'search.json': await searchVectors(space),
    'fitness.json': { release, instances: [instance], ...fitness },
  }
  return new Map(Object.entries(files).map(([name, value]) => [name, `${lines(value)}\n`]))
}
