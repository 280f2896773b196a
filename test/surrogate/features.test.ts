import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { isomorphicForms } from '../../space/isomorphic-forms.ts'
import { sampleUniform } from '../../space/sample.ts'
import type { Space } from '../../space/space.ts'
import {
  FEATURE_COUNT,
  FEATURES,
  featuresOf,
  writeFeatures,
} from '../../surrogate/features/features.ts'
import { testSpace } from '../support/space.ts'

let space: Space
beforeAll(async () => {
  space = await testSpace()
})

function featureOf(vector: Float32Array, name: string): number {
  return vector[FEATURES.findIndex((feature) => feature.name === name)] as number
}

describe('features', () => {
  it('are the same for every isomorphic form', () => {
    for (const id of sampleUniform(space, 300, 4)) {
      const own = featuresOf(space, [id])
      for (const form of isomorphicForms(space.cellOf(id))) {
        const vector = new Float32Array(FEATURE_COUNT)
        writeFeatures(form, vector, 0)
        for (const [at, value] of vector.entries()) {
          const allowed = 1e-5 * Math.max(1, Math.abs(own[at] as number))
          expect(Math.abs(value - (own[at] as number)), FEATURES[at]?.name).toBeLessThan(allowed)
        }
      }
    }
  })

  it('are finite for all architectures of up to 6 vertices and tell most of them apart', () => {
    const seen = new Set<string>()
    let cells = 0
    for (let id = 0; id < space.size; id += 7) {
      if (space.cellOf(id).vertices > 6) continue
      const vector = featuresOf(space, [id])
      expect(vector.every(Number.isFinite)).toBe(true)
      seen.add(vector.join())
      cells++
    }
    expect(seen.size / cells).toBeGreaterThan(0.97)
  })

  it('have the bits that models of this version were trained on', () => {
    const vectors = featuresOf(space, sampleUniform(space, 3000, 1))
    expect(createHash('sha256').update(vectors).digest('hex')).toBe(
      '15c11acb264317396e9f672ca561c208f3f89fb2db84fe91db2d734c302b47ea',
    )
  })

  it('have distinct names within a block', () => {
    const names = FEATURES.map(({ block, name }) => `${block} ${name}`)
    expect(new Set(names).size).toBe(FEATURE_COUNT)
  })

  it('say of the Inception-like cell what can be counted by hand', () => {
    // input → conv1x1 → conv3x3 → output is its longest path but one: four ways lead through it.
    const vector = featuresOf(space, [space.idOfHash('28cfc7874f6d200472e1a9dcd8650aa0')])
    expect(featureOf(vector, 'vertices')).toBe(7)
    expect(featureOf(vector, 'edges')).toBe(9)
    expect(featureOf(vector, 'vertices of 0')).toBe(3)
    expect(featureOf(vector, 'vertices of 1')).toBe(1)
    expect(featureOf(vector, 'vertices of 2')).toBe(1)
    expect(featureOf(vector, 'out of input')).toBe(4)
    expect(featureOf(vector, 'into output')).toBe(4)
    expect(featureOf(vector, 'paths with 7')).toBe(4)
    expect(featureOf(vector, 'longest with 7')).toBe(3)
    expect(featureOf(vector, 'paths with 1')).toBe(2)
  })
})
