import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { marked } from 'marked'
import { ERROR_CODES, ERRORS } from '../operations/errors.ts'

/** A Markdown file, served under /docs without the ending. */
export interface DocumentPage {
  /** For example `/docs/api` or `/docs/errors/internal`. */
  readonly path: string
  /** Its first heading. */
  readonly title: string
  readonly markdown: string
  /** Path of the file from the root where it is elsewhere: its relative links start there. */
  readonly file?: string
}

const ROOT = new URL('../../', import.meta.url)

function readFolder(folder: string): DocumentPage[] {
  return readdirSync(new URL(`${folder}/`, ROOT))
    .filter((file) => file.endsWith('.md'))
    .sort()
    .map((file) => {
      const markdown = readFileSync(new URL(`${folder}/${file}`, ROOT), 'utf8')
      const path = `/${folder}/${file.slice(0, -'.md'.length)}`
      return { path, title: titleOf(markdown) ?? path, markdown }
    })
}

function titleOf(markdown: string): string | undefined {
  return /^# (.+)$/m.exec(markdown)?.[1]
}

/** What is known about the data of each built-in instance. */
export function readNotes(): readonly DocumentPage[] {
  const folder = new URL('instances/', ROOT)
  return readdirSync(folder)
    .filter((id) => existsSync(new URL(`${id}/notes.md`, folder)))
    .sort()
    .map((id) => {
      const markdown = readFileSync(new URL(`${id}/notes.md`, folder), 'utf8')
      const path = `/docs/instances/${id}`
      return { path, title: titleOf(markdown) ?? path, markdown, file: `/instances/${id}/notes.md` }
    })
}

/** The guides, the API's first. */
export function readGuides(): readonly DocumentPage[] {
  const first = ({ path }: DocumentPage) => Number(path !== '/docs/api')
  return readFolder('docs').sort((left, right) => first(left) - first(right))
}

/** The evaluation of each surrogate, as `npm run surrogate -- document` writes it. */
export function readCardPages(): readonly DocumentPage[] {
  return readFolder('docs/cards')
}

/** The pages that a problem's `type` leads to: one a code. */
export function readErrorPages(): readonly DocumentPage[] {
  return readFolder('docs/errors')
}

/** The list of all errors. */
export function errorIndex(): DocumentPage {
  const rows = ERROR_CODES.map((code) => {
    const { status, title, fix } = ERRORS[code]
    return `| [\`${code}\`](errors/${code}.md) | ${status} | ${title}. | ${fix} |`
  })
  const markdown = [
    '# Errors',
    '',
    'Every error is `application/problem+json` as in RFC 9457 and has one of these codes. Its `type` is the address of the',
    "code's page. In a batch a bad item has an `error` with a code of its own, and the other items are answered.",
    '',
    '| code | status | what happened | how to fix it |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n')
  return { path: '/docs/errors', title: 'Errors', markdown }
}

/** The list of the built-in instances' notes. */
export function notesIndex(notes: readonly DocumentPage[]): DocumentPage {
  const markdown = [
    '# Data',
    '',
    'What is known about the data of each built-in instance: where they come from and how to read them.',
    '',
    ...notes.map(({ path, title }) => `- [${title}](${path.slice('/docs/'.length)}.md)`),
    '',
  ].join('\n')
  return { path: '/docs/instances', title: 'Data', markdown }
}

/** The list of the cards of the surrogates. */
export function cardsIndex(cards: readonly DocumentPage[]): DocumentPage {
  const markdown = [
    '# Model cards',
    '',
    'How each surrogate was trained and evaluated, and how far to trust it. [The surrogate](surrogate.md) explains the words.',
    '',
    ...cards.map(({ path, title }) => `- [${title}](${path.slice('/docs/'.length)}.md)`),
    '',
  ].join('\n')
  return { path: '/docs/cards', title: 'Model cards', markdown }
}

/** The first sentence of a text. */
function leadOf(markdown: string): string {
  const text = marked.lexer(markdown).find(({ type }) => type === 'paragraph')?.raw ?? ''
  return /^.*?[.:](?=\s|$)/s.exec(text)?.[0].replaceAll(/\s+/g, ' ').replace(/:$/, '.') ?? ''
}

/** The list of the guides. */
export function guidesIndex(guides: readonly DocumentPage[]): DocumentPage {
  const markdown = [
    '# Docs',
    '',
    ...guides.map(
      ({ path, title, markdown: text }) =>
        `- [${title}](${path.slice('/docs/'.length)}.md): ${leadOf(text)}`,
    ),
    '- [Model cards](cards.md): how each surrogate was trained and evaluated.',
    '- [Data](instances.md): what is known about the data of each built-in instance.',
    '- [Errors](errors.md): every error code, what happened and how to fix it.',
    '',
    'The [API reference](/docs) has every operation, with examples in three languages. `/openapi.json` is the same for programs.',
    '',
  ].join('\n')
  return { path: '/docs/guides', title: 'Docs', markdown }
}
