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
  const unreachable = 'no source was reachable; see the lines above and docs/ingest.md'
  if (views.every(({ tabular }) => tabular === 0)) {
    lines.push(
      views.some(({ surrogate }) => surrogate !== null)
        ? `  No measured rows are loaded, so every answer is a prediction: ${unreachable}`
        : `  No evaluations and no predictions: ${unreachable}`,
    )
  }
  return [`Release ${release.id}`, ...lines]
}

/** Lines to try. */
export function examples(port: number): string[] {
  const base = `http://127.0.0.1:${port}`
  return [
    'Try:',
    `  curl '${base}/v1/instances'`,
    `  curl '${base}/v1/instances/so2sat-lcz42/architectures/${EXAMPLE_HASH}'`,
    `  curl '${base}/v1/architectures/sample?count=3&seed=1'`,
  ]
}
