/** Worlds in which a cell is looked for on the front. */
export const FRONT_WORLDS = 16

/** Sizes of the points of cells that can be on the front. */
export const MEMBER_LEVELS = 4

/** From 1 to `MEMBER_LEVELS`, by the worlds in which a cell is on the front. */
export function memberLevel(worlds: number): number {
  return Math.min(MEMBER_LEVELS, Math.max(1, Math.ceil((MEMBER_LEVELS * worlds) / FRONT_WORLDS)))
}
