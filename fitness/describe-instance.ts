import type { Coverage } from './coverage.ts'
import type { Withheld } from './distribution.ts'
import type { ReleasedInstance } from './release.ts'

/** An instance as a release holds it. */
export interface DescribedInstance
  extends Coverage,
    Pick<ReleasedInstance, 'instance' | 'completeness' | 'sources'> {
  /** Id of the surrogate that made the predictions. */
  readonly surrogate: string | null
  /** Measures that it was trained for and does not predict. */
  readonly withheld: readonly Withheld[]
}

/**
 * What is said of an instance, in the service and in files alike, down to the order of the keys.
 * @param total number of architectures of the space
 */
export function describeInstance(described: DescribedInstance, total: number) {
  const { citation, metrics, ...descriptor } = described.instance
  return {
    id: descriptor.id,
    title: descriptor.title,
    dataset: descriptor.dataset,
    sensor: descriptor.sensor,
    input: descriptor.input,
    classes: descriptor.classes,
    protocol: descriptor.protocol,
    epochs: [...described.epochs],
    runs: described.runs,
    metrics,
    architectures: {
      tabular: described.tabular,
      surrogate: described.surrogate === null ? 0 : total - described.tabular,
      total,
    },
    surrogate: described.surrogate,
    withheld: described.withheld.map(({ epochs, measure, reason }) => ({
      epochs,
      measure,
      reason,
    })),
    completeness: described.completeness,
    sources: described.sources.map(
      ({ title, url, licence, attribution, sha256, name, sizeBytes }) => ({
        title,
        url,
        licence,
        attribution,
        sha256,
        name,
        sizeBytes,
      }),
    ),
    citation,
  }
}
