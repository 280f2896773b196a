import { readdirSync, readFileSync } from 'node:fs'

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
