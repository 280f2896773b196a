import { html } from 'hono/html'
import type { Markup } from '../../api/reference/markup.ts'
import type { CodeLines } from '../shared/code-lines.ts'

const NAMES = { python: 'Python', typescript: 'TypeScript', curl: 'curl' } as const

/** The same call in three languages, one shown at a time: radio buttons work without a script. */
export function codeBlock(id: string, lines: CodeLines): Markup {
  const languages = ['python', 'typescript', 'curl'] as const
  return html`<fieldset class="code-block" id="${id}">
<legend>Ask for it in</legend>
${languages.map(
  (language, at) =>
    html`<label><input type="radio" name="${id}-language" value="${language}"${at === 0 ? html` checked` : ''}> ${NAMES[language]}</label>\n`,
)}${languages.map(
  (language) =>
    html`<pre class="code ${language}" tabindex="0" aria-label="${NAMES[language]}"><code>${lines[language]}</code></pre>\n`,
)}</fieldset>`
}
