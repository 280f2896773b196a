import { html } from 'hono/html'
import { layout, type Site } from './layout.ts'
import type { Markup } from './markup.ts'

const WHAT =
  'EO NAS-Bench: a benchmark database for neural architecture search in Earth observation.'
const WHY = 'Ask for the fitness of a NASBench-101 cell instead of training it.'

const TRY = [
  '/v1/instances',
  '/v1/architectures/sample?count=3&seed=1',
  '/v1/architectures/fb150c15ea56ec137175f9cc967397a9',
]

/** What `/` says in a terminal. */
export function welcomeText(origin: string): string {
  return `${WHAT}
${WHY}

Try:
${TRY.map((path) => `  curl '${origin}${path}'\n`).join('')}
The reference is at ${origin}/docs
The description of every operation is at ${origin}/openapi.json
`
}

/** What `/` says in a browser. */
export function welcomePage(site: Site): Markup {
  const [first, rest] = WHAT.split(': ')
  return layout(site, {
    path: '/',
    title: 'Welcome',
    main: html`<h1>${first}</h1>
<p>${rest?.replace(/^a/, 'A')} ${WHY}</p>
<h2>Try</h2>
<ul>
${TRY.map((path) => html`<li><a href="${path}"><code>${path}</code></a></li>\n`)}
</ul>
<p>The <a href="/docs">reference</a> shows every operation with examples in curl, Python and TypeScript;
<a href="/openapi.json">the OpenAPI document</a> describes them for programs.</p>
<h2>Read</h2>
<ul>
${site.guides.map(({ path, title }) => html`<li><a href="${path}">${title}</a></li>\n`)}
<li><a href="/docs/errors">Errors</a></li>
</ul>`,
  })
}

/** What a browser gets where nothing is. */
export function missingPage(site: Site, detail: string): Markup {
  return layout(site, {
    path: '',
    title: 'Not found',
    main: html`<h1>Nothing is at this address</h1>
<p>${detail}</p>
<p>Go to <a href="/">the start</a>, to <a href="/docs">the reference</a>, or read about
<a href="/docs/errors/route_not_found">this error</a>.</p>`,
  })
}
