import type { Context } from './context.ts'
import type { InstanceView } from './release-view.ts'
import type { Instance } from './schemas/instance.ts'

/** What the release says of an instance, as every operation shows it. */
export function describeInstance(context: Context, view: InstanceView): Instance {
  const total = context.space.size
  const { citation, metrics, ...descriptor } = view.instance
  return {
    id: descriptor.id,
    title: descriptor.title,
    dataset: descriptor.dataset,
    sensor: descriptor.sensor,
    input: descriptor.input,
    classes: descriptor.classes,
    protocol: descriptor.protocol,
    epochs: [...view.epochs],
    runs: view.runs,
    metrics,
    architectures: {
      tabular: view.tabular,
      surrogate: view.surrogate === null ? 0 : total - view.tabular,
      total,
    },
    surrogate: view.surrogate,
    completeness: view.completeness,
    sources: view.sources.map(({ title, url, licence, sha256, name, sizeBytes }) => ({
      title,
      url,
      licence,
      sha256,
      name,
      sizeBytes,
    })),
    citation,
  }
}
