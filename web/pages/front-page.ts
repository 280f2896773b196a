import { html } from 'hono/html'
import type { Page } from '../../api/reference/layout.ts'
import type { Markup } from '../../api/reference/markup.ts'
import type { PageRequest } from '../ask.ts'
import { codeBlock } from '../parts/code-block.ts'
import { smallHistogram } from '../parts/histogram-drawing.ts'
import { releaseNotice } from '../parts/permalink.ts'
import { sourceBadge } from '../parts/value-table.ts'
import { listingLines, listingPath } from '../shared/code-lines.ts'
import { grouped, inSentence, shown } from '../shared/format.ts'
import { histogram } from '../shared/histogram.ts'
import { inOrder } from '../shared/instance-order.ts'
import { answeredValue, axesOf, type Instance, mainAxis, shortKey } from '../shared/measures.ts'
import { rangeOf } from '../shared/range.ts'

const BINS = 60

async function distribution(request: PageRequest, instance: Instance): Promise<Markup> {
  const axis = mainAxis(axesOf(instance))
  return request.remember(`distribution ${instance.id}`, async () => {
    const values = await request.column({ instance: instance.id, column: axis.key })
    const [least, most] = rangeOf(values)
    const counts = histogram(values, [least, most], BINS)
    const text = `Distribution of ${inSentence(axis.label)}, from ${shown(least, axis.unit, 0)} to ${shown(most, axis.unit, 0)}`
    return html`<figure class="card-figure">${smallHistogram(counts, text)}
<figcaption><span>${shown(least, axis.unit, 0)}</span><span>${axis.label}, ${instance.epochs.at(-1)} epochs</span><span>${shown(most, axis.unit, 0)}</span></figcaption></figure>`
  })
}

function counts({ architectures, completeness }: Instance): Markup {
  const { tabular, surrogate } = architectures
  const measured =
    tabular === 0
      ? html`<span class="number">None</span> measured${completeness === 'none' ? ': the published files are not loaded' : ''}`
      : html`<span class="number">${grouped(tabular)}</span> measured`
  const predicted =
    surrogate === 0
      ? html`none predicted`
      : html`<span class="number">${grouped(surrogate)}</span> predicted`
  return html`<p class="counts"><span class="measured-count">${measured}</span><span class="predicted-count">${predicted}</span></p>`
}

async function card(request: PageRequest, instance: Instance): Promise<Markup> {
  // Its predictions may still be computed: the card then has no picture.
  const picture = await distribution(request, instance).catch(
    () =>
      html`<p class="empty" data-progress="${instance.id}">The distribution appears when the predictions are ready.</p>`,
  )
  return html`<li class="card">
<h3><a href="/instances/${instance.id}">${instance.title}</a></h3>
<p class="small">${instance.dataset} · ${instance.sensor} · ${instance.input.height} × ${instance.input.width} × ${instance.input.channels}, ${instance.classes} classes · ${instance.epochs.join(', ')} epochs</p>
${picture}
${counts(instance)}
</li>
`
}

const CALL = {
  epochs: null,
  source: 'auto',
  where: ['trainableParameters<=5000000'],
  limit: 1,
} as const

async function liveQuery(request: PageRequest, instance: Instance): Promise<Markup> {
  const axis = mainAxis(axesOf(instance))
  const call = { ...CALL, instance: instance.id, sort: `-${shortKey(axis.key)}` }
  try {
    const { results } = await request.remember('front query', () =>
      request.ask('listFitness', {
        instance: instance.id,
        where: [...CALL.where],
        sort: call.sort,
        limit: 1,
      }),
    )
    const [best] = results
    if (best === undefined) return html`<p class="empty">No cell has an answer yet.</p>`
    const value = answeredValue(best.metrics, axis)
    return html`<p>The highest ${inSentence(axis.label)} on ${instance.dataset} of all cells with at most 5 million parameters, asked of this service when the page was made:</p>
<p class="answer"><span class="number">${shown(value, axis.unit)}</span> ${sourceBadge(best.source)}
<a href="/architectures/${best.hash}"><code>${best.hash}</code></a></p>
${codeBlock('front-query', listingLines(request.origin, call))}
<p><a href="${listingPath(call)}">See the JSON answer</a> or
<a href="/instances/${instance.id}?where=${encodeURIComponent(CALL.where[0])}">see all of these cells</a>.</p>`
  } catch {
    return html`<p class="empty" data-progress="${instance.id}">The predictions are being computed; measured cells are answered already.</p>`
  }
}

/** What the benchmark is, what it holds, and a first answer. */
export async function frontPage(request: PageRequest): Promise<Page> {
  const { results: listed } = await request.ask('listInstances', {})
  const instances = inOrder(listed)
  const [first] = instances
  const cards = await Promise.all(instances.map((instance) => card(request, instance)))
  const size = first?.architectures.total ?? 0
  return {
    path: '/',
    title: 'A benchmark for neural architecture search in Earth observation',
    isWide: true,
    scripts: ['progress'],
    main: html`${releaseNotice(request)}<div class="hero">
<div>
<h1>Compare architectures for Earth observation without training them</h1>
<p class="lead">EO NAS-Bench answers how well each of ${grouped(size)} neural network cells does on Earth-observation tasks: measured where a cell was trained, predicted with its uncertainty where it was not. Every answer says which.</p>
<form class="finder" action="/architectures" method="get" role="search">
<label for="hash">Module hash of a NASBench-101 cell</label>
<div><input id="hash" name="hash" required pattern="[0-9a-fA-F]{32}" placeholder="fb150c15ea56ec137175f9cc967397a9" title="32 hexadecimal digits" spellcheck="false" autocomplete="off"><button>Look up</button></div>
</form>
<p class="small">No hash? <a href="/editor">Draw a cell</a>. Release <code>${request.release}</code> is served.</p>
</div>
<section aria-labelledby="ask"><h2 id="ask">A question and its answer</h2>
${first === undefined ? html`<p class="empty">No instance is loaded.</p>` : await liveQuery(request, first)}</section>
</div>
<h2 id="instances">Instances</h2>
<p>An instance is one problem: a data set, a sensor, a split protocol and a training budget. Open one to see all of its cells.</p>
<ul class="cards">
${cards}</ul>
<h2 id="use">Use it</h2>
<div class="three">
<section><h3>Install</h3>
<p>From a checkout of the project, until the packages are published:</p>
<pre tabindex="0"><code>pip install ./client/python</code></pre>
<pre tabindex="0"><code>npm run build --workspace client
npm pack --workspace client</code></pre>
<p><a href="/docs/search">Run a search</a> with a budget, in Python or TypeScript.</p></section>
<section><h3>Download</h3>
<p>A release never changes. It comes as Parquet, CSV, JSONL and SQLite, with the models.</p>
<p><a href="/v1/releases/${request.release}">The files of ${request.release}</a><br>
<a href="/docs/releases">What the files hold</a></p></section>
<section><h3>Cite</h3>
<p>Name the release and cite the sources of the instances that you use.</p>
<details><summary>Citations of the instances</summary>
<ul>${instances.map(({ id, citation }) => html`<li><code>${id}</code>: ${citation}</li>\n`)}</ul></details></section>
</div>`,
  }
}
