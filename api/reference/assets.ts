import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** The files of the pages. */
export const ASSETS = [
  { file: 'style.css', type: 'text/css; charset=utf-8' },
  { file: 'icon.svg', type: 'image/svg+xml' },
].map((asset) => ({
  ...asset,
  text: readFileSync(new URL(asset.file, import.meta.url), 'utf8'),
}))

/** Changes when one of them does. */
export const ASSETS_VERSION = createHash('sha256')
  .update(ASSETS.map(({ text }) => text).join())
  .digest('hex')
  .slice(0, 12)
