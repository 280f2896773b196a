const SHOWN_MS = 1600

function copyButton(block: HTMLElement): HTMLButtonElement {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'copy'
  button.textContent = 'Copy'
  button.addEventListener('click', async () => {
    const text = block.querySelector('code')?.textContent ?? block.textContent ?? ''
    try {
      await navigator.clipboard.writeText(text)
      button.textContent = 'Copied'
    } catch {
      // Pages that came over plain http have no clipboard: the text is selected instead.
      getSelection()?.selectAllChildren(block.querySelector('code') ?? block)
      button.textContent = 'Selected'
    }
    setTimeout(() => {
      button.textContent = 'Copy'
    }, SHOWN_MS)
  })
  return button
}

/** Puts a button over each block of code. */
export function addCopyButtons(root: ParentNode = document): void {
  for (const block of root.querySelectorAll<HTMLElement>('pre')) {
    if (block.parentElement?.classList.contains('copied') === true) continue
    const frame = document.createElement('div')
    frame.className = 'copied'
    for (const name of block.classList) frame.classList.add(name)
    block.replaceWith(frame)
    frame.append(block, copyButton(block))
  }
}
