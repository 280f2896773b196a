import { addCopyButtons } from './common/copy-buttons.ts'
import { swapPage } from './common/swap-page.ts'
import { drawEdges } from './editor/draw-edges.ts'

function start(): void {
  addCopyButtons()
  // The form's own fields make a long address; the page says the short one of the same cell.
  const address = document.querySelector<HTMLElement>('.editor')?.dataset['address']
  if (address !== undefined && location.search !== '') {
    const { search } = new URL(address, location.href)
    history.replaceState(null, '', search)
  }
  drawEdges()
}

swapPage('.editor-form', '.editor-form .button', { onLoad: start })
start()
