import { html } from 'hono/html'
import { type Markup, nothing } from '../../api/reference/markup.ts'
import { type Condition, conditionText } from '../shared/conditions.ts'
import { type Axis, axesOf, type Instance } from '../shared/measures.ts'
import { STRUCTURE, type View, viewQuery } from '../shared/view.ts'

const SOURCE_NAMES = {
  auto: 'Measured and predicted',
  tabular: 'Measured only',
  surrogate: 'Predictions only',
} as const

function selectOf(
  name: string,
  label: string,
  options: readonly (readonly [string, string])[],
  chosen: string,
): Markup {
  return html`<label class="field"><span>${label}</span><select name="${name}">${options.map(
    ([value, text]) =>
      html`<option value="${value}"${value === chosen ? html` selected` : ''}>${text}</option>`,
  )}</select></label>`
}

const boundOf = (where: readonly Condition[], key: string, operator: '>=' | '<=') =>
  where.find((one) => one.name === key && one.operator === operator)?.value ?? ''

function boundsRow(where: readonly Condition[], key: string, label: string): Markup {
  return html`<div class="bounds"><span id="label-${key}">${label}</span>
<input name="min-${key}" inputmode="decimal" autocomplete="off" placeholder="min" aria-label="${label}, least" value="${boundOf(where, key, '>=')}">
<input name="max-${key}" inputmode="decimal" autocomplete="off" placeholder="max" aria-label="${label}, most" value="${boundOf(where, key, '<=')}"></div>
`
}

const isBound = ({ operator }: Condition) => operator === '>=' || operator === '<='

/** What chooses the cells: an ordinary form, which a script sends by itself. */
export function viewForm(instance: Instance, view: View): Markup {
  const { x, y, epochs, source, where } = view
  const axes = axesOf(instance)
  const options = axes.map(({ key, label }) => [key, label] as const)
  const first = axes.filter(
    ({ key }) => key === 'trainableParameters' || key === y.key || key === x.key,
  )
  const other = axes.filter((axis) => !first.includes(axis))
  const unit = axes.some((axis) => axis.unit === 'fraction')
  return html`<form class="view-form" id="view-form" action="/instances/${instance.id}" method="get" aria-label="Choose cells">
${selectOf('y', 'Vertical axis', options, y.key)}
${selectOf('x', 'Horizontal axis', options, x.key)}
${
  instance.epochs.length > 1
    ? selectOf(
        'epochs',
        'Epochs',
        instance.epochs.map((one) => [String(one), String(one)] as const),
        String(epochs),
      )
    : nothing
}
${selectOf('source', 'Source', Object.entries(SOURCE_NAMES), source)}
<fieldset><legend>Between</legend>
${first.map(({ key, label }) => boundsRow(where, key, label))}
${STRUCTURE.slice(0, 2).map(({ key, label }) => boundsRow(where, key, label))}
<details${hasOther(where, other) ? html` open` : ''}><summary>All numbers</summary>
${other.map(({ key, label }) => boundsRow(where, key, label))}
${STRUCTURE.slice(2).map(({ key, label }) => boundsRow(where, key, label))}</details>
${unit ? html`<p class="small">Accuracies are fractions from 0 to 1.</p>` : nothing}
</fieldset>
${where.filter((one) => !isBound(one)).map((one) => html`<input type="hidden" name="where" value="${conditionText(one)}">`)}
<div class="actions"><button>Show</button> <a class="button plain" href="/instances/${instance.id}">Reset</a></div>
</form>`
}

function hasOther(where: readonly Condition[], other: readonly Axis[]): boolean {
  const keys = new Set([
    ...other.map(({ key }) => key),
    ...STRUCTURE.slice(2).map(({ key }) => key),
  ])
  return where.some(({ name }) => keys.has(name as never))
}

const PRESETS = [
  { text: 'Under 5 M parameters', where: 'trainableParameters<=5000000' },
  { text: 'At most 2 edits from a measured cell', where: 'nearestMeasured<=2' },
  { text: 'With a 3×3 convolution', where: 'conv3x3>=1' },
] as const

/** Conditions that hold, each with a link without it, and some that are asked for often. */
export function conditionLinks(instance: Instance, view: View): Markup {
  const path = `/instances/${instance.id}`
  const held = view.where.map(conditionText)
  const without = (at: number) => {
    const query = viewQuery(instance, { ...view, where: view.where.filter((_, own) => own !== at) })
    return `${path}?${query}`
  }
  const withText = (text: string) => {
    const query = viewQuery(instance, view)
    query.append('where', text)
    return `${path}?${query}`
  }
  const withSource = (source: View['source']) => viewQuery(instance, { ...view, source })
  return html`<ul class="chips" aria-label="Conditions">
${held.map((text, at) => html`<li><a class="chip held" href="${without(at)}" aria-label="Remove the condition ${text}"><code>${text}</code> <span aria-hidden="true">×</span></a></li>\n`)}
${PRESETS.filter(({ where }) => !held.includes(where)).map(({ text, where }) => html`<li><a class="chip" href="${withText(where)}">${text}</a></li>\n`)}
${
  view.source === 'auto'
    ? html`<li><a class="chip" href="${path}?${withSource('surrogate')}">Predictions only</a></li>
<li><a class="chip" href="${path}?${withSource('tabular')}">Measured only</a></li>`
    : nothing
}
</ul>`
}
