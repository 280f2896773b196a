import { readdirSync, readFileSync } from 'node:fs'
import { ERROR_CODES, ERRORS } from '../operations/errors.ts'

/** A Markdown file under docs/, served at its path without the ending. */
export interface DocumentPage {
  /** For example `/docs/api` or `/docs/errors/internal`. */
  readonly path: string
  /** Its first heading. */
  readonly title: string
  readonly markdown: string
}

const ROOT = new URL('../../', import.meta.url)

function readFolder(folder: string): DocumentPage[] {
  return readdirSync(new URL(`${folder}/`, ROOT))
    .filter((file) => file.endsWith('.md'))
    .sort()
    .map((file) => {
      const markdown = readFileSync(new URL(`${folder}/${file}`, ROOT), 'utf8')
      const path = `/${folder}/${file.slice(0, -'.md'.length)}`
      return { path, title: /^# (.+)$/m.exec(markdown)?.[1] ?? path, markdown }
    })
}

/** The guides, the API's first. */
export function readGuides(): readonly DocumentPage[] {
  const first = ({ path }: DocumentPage) => Number(path !== '/docs/api')
  return readFolder('docs').sort((left, right) => first(left) - first(right))
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
    'Every error is `application/problem+json` as in RFC 9457 and has one of these codes; its `type` is the address of',
    "the code's page. In a batch a bad item has an `error` with a code of its own, and the others are answered.",
    '',
    '| code | status | what happened | how to fix it |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n')
  return { path: '/docs/errors', title: 'Errors', markdown }
}
