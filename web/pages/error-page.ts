import { html } from 'hono/html'
import type { Page } from '../../api/reference/layout.ts'
import { nothing } from '../../api/reference/markup.ts'

/** A problem as a page shows it; `Problem` of the API has these fields. */
export interface ShownProblem {
  readonly status: number
  readonly code: string
  readonly title: string
  readonly detail: string
  /** How to fix it. */
  readonly fix: string
  readonly requestId: string
  readonly progress?: number | undefined
}

const LINKS = [
  ['/', 'All instances'],
  ['/editor', 'Draw a cell'],
  ['/docs/guides', 'Docs'],
  ['/docs', 'API reference'],
] as const

/** What a browser sees in place of `application/problem+json`. */
export function errorPage(problem: ShownProblem): Page {
  const { status, code, title, detail, fix, requestId, progress } = problem
  const isComing = progress !== undefined
  return {
    path: '',
    title,
    scripts: isComing ? ['progress'] : [],
    main: html`<p class="small">Error ${status}, <a href="/docs/errors/${code}"><code>${code}</code></a></p>
<h1>${title}</h1>
<p>${detail}</p>
${
  isComing
    ? html`<p data-progress="all"><progress max="1" value="${progress}" aria-label="Predictions computed">${Math.round(100 * progress)} %</progress></p>`
    : html`<p>${fix}</p>`
}
<h2>Go on with</h2>
<ul>${LINKS.map(([to, text]) => html`<li><a href="${to}">${text}</a></li>\n`)}</ul>
${requestId === '' ? nothing : html`<p class="small">Request id: <code>${requestId}</code>. The operator of this service finds the request in the log by this id.</p>`}`,
  }
}
