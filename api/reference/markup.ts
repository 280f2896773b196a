import { html } from 'hono/html'

/** HTML whose inserted values are escaped, as `html` of hono makes it. */
export type Markup = ReturnType<typeof html>

export const nothing: Markup = html``

/** @param text of a heading @returns what its address has after the `#` */
export function slugOf(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{Letter}\p{Number}_ -]/gu, '')
    .trim()
    .replaceAll(' ', '-')
}
