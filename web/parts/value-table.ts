import { html } from 'hono/html'
import type { Markup } from '../../api/reference/markup.ts'

/** Says where a value is from: by its word as well as by its colour. */
export function sourceBadge(source: string): Markup {
  return source === 'tabular'
    ? html`<span class="badge measured">measured</span>`
    : html`<span class="badge predicted">predicted</span>`
}
