import { html } from 'hono/html'
import type { DocumentPage } from './documents.ts'
import type { Markup } from './markup.ts'

export interface Page {
  readonly path: string
  readonly title: string
  /** Beside the main part; on narrow screens above it. */
  readonly contents?: Markup
  readonly main: Markup
  /** Whether the main part takes the whole width. */
  readonly isWide?: boolean
  /** Scripts by their names, which add to a page that can be read without them. */
  readonly scripts?: readonly string[]
}

export interface Site {
  readonly guides: readonly DocumentPage[]
  /** What the addresses of the style sheets and the icon end with: it changes when they do. */
  readonly version: string
  /** Addresses of the scripts by their names; none where they are not built. */
  readonly scripts: Readonly<Record<string, string>>
}

/** On every page: copy buttons and tables that tell that they scroll. */
const COMMON_SCRIPT = 'page'

const SECTIONS = [
  { to: '/#instances', text: 'Instances', of: /^\/instances(\/|$)/ },
  { to: '/editor', text: 'Draw a cell', of: /^\/editor$/ },
  { to: '/searches', text: 'Searches', of: /^\/searches$/ },
  { to: '/data-faults', text: 'Data faults', of: /^\/data-faults$/ },
  { to: '/docs/guides', text: 'Docs', of: /^\/docs\/./ },
  { to: '/docs', text: 'API reference', of: /^\/docs$/ },
] as const

function scriptTags({ scripts }: Site, names: readonly string[]): Markup {
  const addresses = [COMMON_SCRIPT, ...names].flatMap((name) => scripts[name] ?? [])
  return html`${addresses.map((address) => html`<script type="module" src="${address}"></script>\n`)}`
}

function navigation(path: string): Markup {
  const links = SECTIONS.map(({ to, text, of }) => {
    const current =
      to === path ? html` aria-current="page"` : of.test(path) ? html` aria-current="true"` : ''
    return html`<a href="${to}"${current}>${text}</a>\n`
  })
  const home = path === '/' ? html` aria-current="page"` : ''
  return html`<nav aria-label="Pages">
<a class="name" href="/"${home}><span class="mark" aria-hidden="true"></span>EO NAS-Bench</a>
${links}</nav>`
}

/** One page of the service, whole: every page has this frame and this navigation. */
export function layout(site: Site, page: Page): Markup {
  const { path, title, contents, main, isWide = false, scripts = [] } = page
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · EO NAS-Bench</title>
<link rel="icon" href="/docs/icon.svg?${site.version}" type="image/svg+xml">
<link rel="stylesheet" href="/docs/style.css?${site.version}">
<link rel="stylesheet" href="/docs/explorer.css?${site.version}">
${scriptTags(site, scripts)}</head>
<body data-home="/">
<a class="skip" href="#main">Skip to the text</a>
<header>
${navigation(path)}
</header>
<div class="columns">
${contents === undefined ? '' : html`<nav class="contents" aria-label="On this page">${contents}</nav>`}
<main id="main" tabindex="-1"${isWide ? html` class="whole"` : ''}>
${main}
</main>
</div>
</body>
</html>
`
}
