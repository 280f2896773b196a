import { type Frame, placing } from './paint.ts'
import { MEASURED, MEMBER, type Plotted } from './plotted.ts'

const REACH = 14
/** A cell that is drawn as a point is taken before one that is nearer by less than this. */
const PREFERENCE = 6

/** Id of the cell that is meant by a place of the plot; null where none is near. */
export function nearestCell(
  { x, y, kinds }: Plotted,
  frame: Frame,
  at: {
    readonly left: number
    readonly top: number
    readonly width: number
    readonly height: number
  },
): number | null {
  const { left, top } = placing(frame, at.width, at.height)
  let [best, least] = [-1, REACH]
  for (let id = 0; id < kinds.length; id++) {
    const kind = kinds[id] as number
    if (kind === 0) continue
    const across = left(x[id] as number) - at.left
    if (across > REACH || across < -REACH) continue
    const distance = Math.hypot(across, top(y[id] as number) - at.top)
    // Below 0 at a point, so that of two points the nearer one is meant.
    const own = (kind & (MEASURED | MEMBER)) === 0 ? distance : distance - PREFERENCE
    if (own < least) {
      best = id
      least = own
    }
  }
  return best < 0 ? null : best
}
