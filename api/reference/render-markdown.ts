import { raw } from 'hono/html'
import { Marked, Renderer, type Tokens } from 'marked'
import { type Markup, slugOf } from './markup.ts'

// A link between files becomes one between pages; other files have no page.
function addressOf(href: string, path: string): string | null {
  if (/^[a-z]+:/i.test(href)) return href
  const { pathname, hash } = new URL(href, `http://file${path}`)
  const notes = /^\/instances\/([^/]+)\/notes\.md$/.exec(pathname)
  if (pathname === '/docs') return pathname
  if (pathname === '/instances/') return '/docs/instances'
  if (notes !== null) return `/docs/instances/${notes[1]}${hash}`
  return pathname.startsWith('/docs/') ? pathname.replace(/\.md$/, '') + hash : null
}

/**
 * Renders a text of ours as HTML: headings can be linked to, wide blocks scroll on their own.
 * @param path where the file is, which its relative links start from
 */
export function renderMarkdown(markdown: string, path: string): Markup {
  const marked = new Marked()
  const { table, code } = Renderer.prototype
  marked.use({
    renderer: {
      heading({ tokens, depth, text }: Tokens.Heading) {
        const id = slugOf(text)
        return `<h${depth} id="${id}">${this.parser.parseInline(tokens)}</h${depth}>\n`
      },
      link({ href, tokens }: Tokens.Link) {
        const text = this.parser.parseInline(tokens)
        const address = addressOf(href, path)
        return address === null ? text : `<a href="${address}">${text}</a>`
      },
      table(token: Tokens.Table) {
        return `<div class="wide" tabindex="0">${table.call(this, token)}</div>`
      },
      code(token: Tokens.Code) {
        return code.call(this, token).replace('<pre>', '<pre tabindex="0">')
      },
    },
  })
  return raw(marked.parse(markdown, { async: false }))
}
