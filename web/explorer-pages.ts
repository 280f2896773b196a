import type { Page } from '../api/reference/layout.ts'
import type { PageRequest } from './ask.ts'
import { architecturePage } from './pages/architecture-page.ts'
import { editorPage } from './pages/editor-page.ts'
import { findArchitecture } from './pages/find-architecture.ts'
import { frontPage } from './pages/front-page.ts'
import { instancePage } from './pages/instance-page.ts'
import { landscapePage } from './pages/landscape-page.ts'
import { searchesPage } from './pages/searches-page.ts'

/** A page, or the address of another one. */
export type Rendered = Page | { readonly redirect: string }

export interface ExplorerPage {
  /** As the router has it. */
  readonly path: string
  readonly render: (request: PageRequest) => Rendered | Promise<Rendered>
}

/** Every page of the explorer: one line, one address. */
export const EXPLORER_PAGES: readonly ExplorerPage[] = [
  { path: '/', render: frontPage },
  { path: '/editor', render: editorPage },
  { path: '/instances/:instance', render: instancePage },
  { path: '/instances/:instance/landscape', render: landscapePage },
  { path: '/searches', render: searchesPage },
  { path: '/architectures', render: findArchitecture },
  { path: '/architectures/:hash', render: architecturePage },
]
