import { html } from 'hono/html'
import type { DocumentPage } from './documents.ts'
import type { Markup } from './markup.ts'

export interface Page {
  readonly path: string
  readonly title: string
  /** Beside the main part; on narrow screens above it. */
  readonly contents?: Markup
  readonly main: Markup
}

export interface Site {
  readonly guides: readonly DocumentPage[]
  /** What the addresses of the style sheet and the icon end with: it changes when they do. */
  readonly version: string
}

/** One page of the service, whole: every page has this frame and this navigation. */
export function layout({ guides, version }: Site, { path, title, contents, main }: Page): Markup {
  const link = (to: string, text: string) =>
    html`<a href="${to}"${to === path ? html` aria-current="page"` : ''}>${text}</a>`
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · EO NAS-Bench</title>
<link rel="icon" href="/docs/icon.svg?${version}" type="image/svg+xml">
<link rel="stylesheet" href="/docs/style.css?${version}">
</head>
<body>
<a class="skip" href="#main">Skip to the text</a>
<header>
<nav aria-label="Pages">
<a class="name" href="/">EO NAS-Bench</a>
${link('/docs', 'Reference')}
${guides.map((guide) => html`${link(guide.path, guide.title)}\n`)}
${link('/docs/instances', 'Data')}
${link('/docs/errors', 'Errors')}
<a href="/openapi.json">OpenAPI</a>
</nav>
</header>
<div class="columns">
${contents === undefined ? '' : html`<nav class="contents" aria-label="On this page">${contents}</nav>`}
<main id="main" tabindex="-1">
${main}
</main>
</div>
</body>
</html>
`
}
