import { addCopyButtons } from './common/copy-buttons.ts'
import { swapPage } from './common/swap-page.ts'
import { drawEdges } from './editor/draw-edges.ts'

function start(): void {
  addCopyButtons()
  // The form's own fields make a long address; the page says the short one of the same cell.
  const address = document.querySelector<HTMLElement>('.editor')?.dataset['address']
  if (address !== undefined && location.search !== '') {
    const short = new URL(address, location.href)
    // The release of a shared link stays, so that the notice about it does too.
    const release = new URLSearchParams(location.search).get('release')
    history.replaceState(
      null,
      '',
      short.search + (release === null ? '' : `&release=${encodeURIComponent(release)}`),
    )
  }
  drawEdges()
}

start()
swapPage('.editor-form', { links: '.editor-form .button', onLoad: start })
