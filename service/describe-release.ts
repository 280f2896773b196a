import type { Served } from '../api/operations/context.ts'
import type { InstanceView } from '../api/operations/release-view.ts'

const EXAMPLE_HASH = 'fb150c15ea56ec137175f9cc967397a9'

const count = (architectures: number) => architectures.toLocaleString('en-GB')

function describeInstance(view: InstanceView, total: number): string {
  const { instance, tabular, completeness, surrogate, epochs } = view
  const measured = `${count(tabular)} architectures measured (${completeness})`
  return [
    `  ${instance.id}: ${completeness === 'none' ? 'nothing measured is loaded' : measured}`,
    surrogate === null ? 'none predicted' : `${count(total - tabular)} predicted by ${surrogate}`,
    `epochs ${epochs.join(', ')}`,
  ].join(', ')
}

/** Lines that say what a release holds, and plainly what it lacks. */
export function describeRelease({ release, space }: Served): string[] {
  const views = [...release.instances.values()]
  const lines = views.map((view) => describeInstance(view, space.size))
  return [`Release ${release.id}`, ...lines]
}

/** Lines to try, of an instance that has measured the example if there is one. */
export function examples(port: number, { release, space }: Served): string[] {
  const base = `http://127.0.0.1:${port}`
  const id = space.idOfHash(EXAMPLE_HASH)
  const isMeasured = ({ tables }: InstanceView) =>
    [...tables.values()].some(({ architectureIds }) => architectureIds.includes(id))
  const views = [...release.instances.values()]
  const { instance } = views.find(isMeasured) ?? views[0] ?? { instance: { id: 'INSTANCE' } }
  return [
    'Try:',
    `  curl '${base}/v1/instances'`,
    `  curl '${base}/v1/instances/${instance.id}/architectures/${EXAMPLE_HASH}'`,
    `  curl '${base}/v1/architectures/sample?count=3&seed=1'`,
  ]
}
