import { html } from 'hono/html'
import { type Markup, nothing } from '../../api/reference/markup.ts'
import { OPERATORS, type Operator } from '../../space/neighbour-graph.ts'
import {
  type LandscapeSource,
  type LandscapeView,
  landscapeAxes,
} from '../shared/landscape-view.ts'
import type { Instance } from '../shared/measures.ts'

export const OPERATOR_NAMES: Readonly<Record<Operator, string>> = {
  'graph-edit': 'One edit of the graph',
  'hamming-289': 'One bit of the 17 × 17 matrix',
  'published-136': 'What the published search flips',
}

/** What one step of a distance is. */
export const OPERATOR_STEPS: Readonly<Record<Operator, string>> = {
  'graph-edit': 'graph edits',
  'hamming-289': 'differing bits',
  'published-136': 'differing bits',
}

const SOURCE_NAMES: Readonly<Record<LandscapeSource, string>> = {
  surrogate: 'Predicted means of all cells',
  tabular: 'Measured cells alone',
}

type Options = readonly (readonly [string, string])[]

function selectOf(name: string, label: string, options: Options, chosen: string): Markup {
  if (options.length < 2) return nothing
  return html`<label class="field"><span>${label}</span><select name="${name}">${options.map(
    ([value, text]) =>
      html`<option value="${value}"${value === chosen ? html` selected` : ''}>${text}</option>`,
  )}</select></label>
`
}

interface Choices {
  readonly view: LandscapeView
  /** Those that the landscape has. */
  readonly sources: readonly LandscapeSource[]
  readonly others: readonly Instance[]
  /** Id of the instance to compare with. */
  readonly other: string
}

/** What chooses the landscape: an ordinary form. */
export function landscapeForm(
  instance: Instance,
  { view, sources, others, other }: Choices,
): Markup {
  const { axis, epochs, operator, source } = view
  return html`<form class="chooser" action="/instances/${instance.id}/landscape" method="get" aria-label="Choose a landscape">
${selectOf(
  'measure',
  'Measure',
  landscapeAxes(instance).map(({ key, label }) => [key, label] as const),
  axis.key,
)}${selectOf(
  'epochs',
  'Epochs',
  instance.epochs.map((one) => [String(one), String(one)] as const),
  String(epochs),
)}${selectOf(
  'operator',
  'Neighbours differ by',
  OPERATORS.map((one) => [one, OPERATOR_NAMES[one]] as const),
  operator,
)}${selectOf(
  'source',
  'Values',
  sources.map((one) => [one, SOURCE_NAMES[one]] as const),
  source ?? '',
)}${selectOf(
  'with',
  'Compare with',
  others.map(({ id, title }) => [id, title] as const),
  other,
)}<button>Show</button></form>`
}
