/** Forms of a graph that are alike in the labels of some vertices. */
export interface Kinds {
  /** Of each form, its kind: from 0, in the order in which they come. */
  readonly ofForms: Uint8Array
  /** The first form of each kind. */
  readonly forms: Uint8Array
}

/**
 * Of each vertex, its label in each form; 0 of input and output.
 * @param operations of each form, as in `Cell`
 */
export function labelsOfForms(vertices: number, operations: readonly number[]): Uint8Array[] {
  const labels = Array.from({ length: vertices }, () => new Uint8Array(operations.length))
  for (let form = 0; form < operations.length; form++) {
    let rest = operations[form] as number
    for (let vertex = vertices - 2; vertex > 0; vertex--) {
      const label = rest % 3
      ;(labels[vertex] as Uint8Array)[form] = label
      rest = (rest - label) / 3
    }
  }
  return labels
}

/**
 * The kinds of at most 256 forms by the labels of some vertices.
 * @returns function of the vertices, given as bits
 */
export function kindsByLabels(labels: readonly Uint8Array[]): (vertices: number) => Kinds {
  const made = new Map<number, Kinds>()
  return (vertices) => {
    const kept = made.get(vertices)
    if (kept !== undefined) return kept
    const kinds = kindsOf(labels, vertices)
    made.set(vertices, kinds)
    return kinds
  }
}

function kindsOf(labels: readonly Uint8Array[], vertices: number): Kinds {
  const compared = labels.filter((_, vertex) => ((vertices >>> vertex) & 1) === 1)
  const known = new Int16Array(3 ** compared.length).fill(-1)
  const ofForms = new Uint8Array((labels[0] as Uint8Array).length)
  const forms = new Uint8Array(ofForms.length)
  let count = 0
  for (let form = 0; form < ofForms.length; form++) {
    let code = 0
    for (const label of compared) code = code * 3 + (label[form] as number)
    if (known[code] === -1) {
      known[code] = count
      forms[count++] = form
    }
    ofForms[form] = known[code] as number
  }
  return { ofForms, forms: forms.subarray(0, count) }
}
