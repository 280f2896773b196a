import { readFileSync } from 'node:fs'

/** A file that pages load. */
export interface Asset {
  readonly file: string
  /** Media type. */
  readonly type: string
  readonly text: string
}

/** The style sheet and the icon of every page. */
export const ASSETS: readonly Asset[] = [
  { file: 'style.css', type: 'text/css; charset=utf-8' },
  { file: 'icon.svg', type: 'image/svg+xml' },
].map((asset) => ({
  ...asset,
  text: readFileSync(new URL(asset.file, import.meta.url), 'utf8'),
}))
