/** A rectangle of the plot in CSS pixels. */
export interface Area {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

export type DragMode = 'select' | 'pan'

export interface Dragging {
  /** What a drag does; asked when it begins. */
  readonly mode: () => DragMode
  readonly onSelect: (area: Area) => void
  /** By how many pixels since the last call. */
  readonly onPan: (across: number, down: number) => void
}

const CLICK_REACH = 4

/** Follows drags over a canvas: they select an area or move the plot. */
export function followDrags(canvas: HTMLCanvasElement, dragging: Dragging): void {
  const box = document.createElement('div')
  box.className = 'brush'
  box.hidden = true
  canvas.after(box)
  let start: { x: number; y: number; mode: DragMode } | null = null
  let last = { x: 0, y: 0 }
  const placeOf = (event: PointerEvent) => {
    const { left, top } = canvas.getBoundingClientRect()
    return { x: event.clientX - left, y: event.clientY - top }
  }
  const areaTo = (end: { x: number; y: number }): Area => {
    const from = start ?? { x: 0, y: 0 }
    return {
      left: Math.min(from.x, end.x),
      right: Math.max(from.x, end.x),
      top: Math.min(from.y, end.y),
      bottom: Math.max(from.y, end.y),
    }
  }
  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return
    last = placeOf(event)
    start = { ...last, mode: dragging.mode() }
    canvas.setPointerCapture(event.pointerId)
  })
  canvas.addEventListener('pointermove', (event) => {
    if (start === null) return
    const now = placeOf(event)
    if (start.mode === 'pan') {
      dragging.onPan(now.x - last.x, now.y - last.y)
    } else {
      const { left, top, right, bottom } = areaTo(now)
      box.hidden = false
      box.style.left = `${left}px`
      box.style.top = `${top}px`
      box.style.width = `${right - left}px`
      box.style.height = `${bottom - top}px`
    }
    last = now
  })
  const end = (event: PointerEvent) => {
    const begun = start
    const area = areaTo(placeOf(event))
    start = null
    box.hidden = true
    const isDrag = area.right - area.left > CLICK_REACH && area.bottom - area.top > CLICK_REACH
    if (begun?.mode === 'select' && isDrag && event.type === 'pointerup') dragging.onSelect(area)
  }
  canvas.addEventListener('pointerup', end)
  canvas.addEventListener('pointercancel', end)
}
