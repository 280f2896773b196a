import { cellOfForm } from '../space/cell.ts'
import { type Complexity, complexity, type InputShape } from '../space/complexity.ts'
import type { Space } from '../space/space.ts'

/** Parameters and MACs of architectures for one input shape, each computed once. */
export interface ComplexityTable {
  /** Of the representative. */
  of(architectureId: number): Complexity
  /** Of another labelled form, because the channel counts depend on the order of the vertices. */
  ofForm(form: number): Complexity
}

/** Takes 16 bytes an architecture of the space, filled as it is asked. */
export function complexityTable(space: Space, shape: InputShape): ComplexityTable {
  const parameters = new Float64Array(space.size).fill(Number.NaN)
  const macs = new Float64Array(space.size)
  const forms = new Map<number, Complexity>()
  return {
    of: (architectureId) => {
      const known = parameters[architectureId]
      if (known !== undefined && !Number.isNaN(known)) {
        return { trainableParameters: known, macs: macs[architectureId] as number }
      }
      const computed = complexity(space.cellOf(architectureId), shape)
      parameters[architectureId] = computed.trainableParameters
      macs[architectureId] = computed.macs
      return computed
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
