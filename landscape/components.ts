/** Sets of architectures that are joined step by step (disjoint-set forest, path halving). */
export interface Components {
  join(one: number, other: number): void
  /** The least id of the set of an architecture. */
  rootOf(id: number): number
}

export function openComponents(size: number): Components {
  const parents = Uint32Array.from({ length: size }, (_, id) => id)
  const rootOf = (id: number): number => {
    let at = id
    while (parents[at] !== at) {
      const grandparent = parents[parents[at] as number] as number
      parents[at] = grandparent
      at = grandparent
    }
    return at
  }
  return {
    rootOf,
    join: (one, other) => {
      const left = rootOf(one)
      const right = rootOf(other)
      if (left < right) parents[right] = left
      else parents[left] = right
    },
  }
}
