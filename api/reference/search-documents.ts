import type { DocumentPage } from './documents.ts'
import { slugOf } from './markup.ts'

/** A part of a text that has all of the words. */
export interface Hit {
  readonly path: string
  readonly title: string
  /** Heading of the part; the title itself before the first one. */
  readonly heading: string
  /** Around the first word. */
  readonly excerpt: string
}

interface Part {
  readonly page: DocumentPage
  readonly heading: string
  readonly text: string
  readonly lower: string
}

const AROUND = 110
const HITS_MAX = 40
const WORDS_MAX = 8

/** Markdown without its marks, as somebody reads it. */
function plainText(markdown: string): string {
  return markdown
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/^\|[\s|:-]+\|$/gm, '')
    .replaceAll(/[`*#|]/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
}

function partsOf(page: DocumentPage): Part[] {
  return page.markdown.split(/^(?=#{1,3} )/m).map((text) => {
    const heading = plainText(/^#{1,3} (.+)/.exec(text)?.[1] ?? page.title)
    const body = plainText(text.replace(/^#.*\n/, ''))
    return { page, heading, text: body, lower: `${heading} ${body}`.toLowerCase() }
  })
}

function excerptOf({ text }: Part, words: readonly string[]): string {
  const at = Math.max(
    0,
    Math.min(
      ...words.map((word) => text.toLowerCase().indexOf(word)).filter((one) => one >= 0),
      text.length,
    ),
  )
  const from = at === text.length ? 0 : Math.max(0, at - AROUND)
  const cut = text.slice(from, from + 2 * AROUND)
  return `${from > 0 ? '… ' : ''}${cut}${from + 2 * AROUND < text.length ? ' …' : ''}`
}

function scoreOf({ heading, page, lower }: Part, words: readonly string[]): number {
  const inHeading = words.filter((word) => heading.toLowerCase().includes(word)).length
  const inTitle = words.filter((word) => page.title.toLowerCase().includes(word)).length
  return (
    10 * inHeading +
    4 * inTitle +
    words.reduce((sum, word) => sum + Math.min(3, lower.split(word).length - 1), 0)
  )
}

/** A search over texts that stay in memory: each part with every word, the best first. */
export function documentSearch(documents: readonly DocumentPage[]): (asked: string) => Hit[] {
  const parts = documents.flatMap(partsOf)
  return (asked) => {
    const words = asked
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '')
      .slice(0, WORDS_MAX)
    if (words.length === 0) return []
    return parts
      .filter(({ lower }) => words.every((word) => lower.includes(word)))
      .map((part) => ({ part, score: scoreOf(part, words) }))
      .sort((one, other) => other.score - one.score)
      .slice(0, HITS_MAX)
      .map(({ part }) => ({
        path:
          part.heading === part.page.title
            ? part.page.path
            : `${part.page.path}#${slugOf(part.heading)}`,
        title: part.page.title,
        heading: part.heading,
        excerpt: excerptOf(part, words),
      }))
  }
}
