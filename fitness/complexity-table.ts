import { cellOfForm } from '../space/cell.ts'
import { type Complexity, complexity, type InputShape } from '../space/complexity.ts'
import type { Space } from '../space/space.ts'

/** Parameters and MACs of architectures for one input shape, each computed once. */
export interface ComplexityTable {
  /** Of the representative. */
  of(architectureId: number): Complexity
  trainableParametersOf(architectureId: number): number
  macsOf(architectureId: number): number
  /** Reads what is kept of an architecture, so that memory has brought it when it is asked for. */
  touch(architectureId: number): number
  /**
   * Computes a few of those that nobody asked for yet, so that a walk over all waits for none.
   * @returns whether all are computed now
   */
  computeAhead(architectures: number): boolean
  /** Of another labelled form, because the channel counts depend on the order of the vertices. */
  ofForm(form: number): Complexity
}

/** Takes 16 bytes an architecture of the space, filled as it is asked. */
export function complexityTable(space: Space, shape: InputShape): ComplexityTable {
  // Parameters, then MACs of each: a look-up waits for memory once.
  const kept = new Float64Array(2 * space.size).fill(Number.NaN)
  const forms = new Map<number, Complexity>()
  const compute = (architectureId: number): Complexity => {
    const computed = complexity(space.cellOf(architectureId), shape)
    kept[2 * architectureId] = computed.trainableParameters
    kept[2 * architectureId + 1] = computed.macs
    return computed
  }
  const isKnown = (architectureId: number) => (kept[2 * architectureId] ?? Number.NaN) >= 0
  let computed = 0
  return {
    of: (architectureId) =>
      isKnown(architectureId)
        ? {
            trainableParameters: kept[2 * architectureId] as number,
            macs: kept[2 * architectureId + 1] as number,
          }
        : compute(architectureId),
    trainableParametersOf: (architectureId) =>
      isKnown(architectureId)
        ? (kept[2 * architectureId] as number)
        : compute(architectureId).trainableParameters,
    macsOf: (architectureId) =>
      isKnown(architectureId)
        ? (kept[2 * architectureId + 1] as number)
        : compute(architectureId).macs,
    touch: (architectureId) => kept[2 * architectureId] as number,
    computeAhead: (architectures) => {
      const end = Math.min(space.size, computed + architectures)
      for (; computed < end; computed++) if (!isKnown(computed)) compute(computed)
      return computed === space.size
    },
    ofForm: (form) => {
      const known = forms.get(form)
      if (known !== undefined) return known
      const computed = complexity(cellOfForm(form), shape)
      forms.set(form, computed)
      return computed
    },
  }
}
