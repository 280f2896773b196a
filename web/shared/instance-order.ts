import type { Instance } from './measures.ts'

// Earth observation first, then what is loaded, then what has most cells measured.
function rank({ dataset, architectures, completeness }: Instance): number {
  const isOther = /cifar/i.test(dataset) ? 1 : 0
  return 1e9 * isOther + (completeness === 'none' ? 5e8 : 0) - architectures.tabular
}

/** Instances in the order in which every page lists them. */
export function inOrder(instances: readonly Instance[]): Instance[] {
  return [...instances].sort((one, other) => rank(one) - rank(other))
}
