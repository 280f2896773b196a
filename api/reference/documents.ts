import { existsSync, readdirSync, readFileSync } from 'node:fs'

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

/** The pages that a problem's `type` leads to: one a code. */
export function readErrorPages(): readonly DocumentPage[] {
  return readFolder('docs/errors')
}
