/**
 * Lets edges be drawn with the pointer: a click on a vertex begins one, a click on another ends it and
 * adds the edge, or removes it where there is one. The boxes of the form do the same with the keyboard.
 */
export function drawEdges(): void {
  const drawing = document.querySelector<SVGElement>('.editor .cell')
  const form = document.querySelector<HTMLFormElement>('.editor-form')
  if (drawing === null || form === null) return
  const vertices = [...drawing.querySelectorAll<SVGGElement>('.vertex')]
  let begun: number | null = null
  const toggle = (one: number, other: number) => {
    const name = `edge-${Math.min(one, other)}-${Math.max(one, other)}`
    const box = form.elements.namedItem(name)
    if (!(box instanceof HTMLInputElement)) return
    box.checked = !box.checked
    form.requestSubmit()
  }
  for (const [vertex, element] of vertices.entries()) {
    element.classList.add('can-draw')
    element.addEventListener('click', () => {
      for (const one of vertices) one.classList.remove('begun')
      if (begun === null || begun === vertex) {
        begun = begun === vertex ? null : vertex
        element.classList.toggle('begun', begun === vertex)
        return
      }
      toggle(begun, vertex)
      begun = null
    })
  }
}
