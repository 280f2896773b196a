import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { readAssets, servedAssets } from '../../../web/assets.ts'
import { ASSETS, type Asset } from '../../reference/assets.ts'
import { type DocumentPage, readGuides } from '../../reference/documents.ts'
import type { Site } from '../../reference/layout.ts'

const readWeb = (file: string) =>
  readFileSync(new URL(`../../../web/${file}`, import.meta.url), 'utf8')

const EXPLORER_STYLE: Asset = {
  file: 'explorer.css',
  type: 'text/css; charset=utf-8',
  text: ['explorer.css', 'instance.css', 'tools.css'].map(readWeb).join('\n'),
}

/** What all pages share, and the files that they load. */
export interface SiteFiles {
  readonly site: Site
  readonly guides: readonly DocumentPage[]
  /** By the path that they are served at. */
  readonly files: ReadonlyMap<string, Asset>
}

export function openSite(): SiteFiles {
  const styles = [...ASSETS, EXPLORER_STYLE]
  const version = createHash('sha256')
    .update(styles.map(({ text }) => text).join())
    .digest('hex')
    .slice(0, 12)
  const scripts = Object.entries(readAssets()?.scripts ?? {})
  const guides = readGuides()
  return {
    guides,
    site: {
      guides,
      version,
      scripts: Object.fromEntries(scripts.map(([name, file]) => [name, `/assets/${file}`])),
    },
    files: new Map([
      ...styles.map((asset) => [`/docs/${asset.file}`, asset] as const),
      ...servedAssets().map(
        ({ file, text }) =>
          [`/assets/${file}`, { file, type: 'text/javascript; charset=utf-8', text }] as const,
      ),
    ]),
  }
}
