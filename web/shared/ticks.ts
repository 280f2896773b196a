/** Round numbers inside of a range, about so many. */
export function ticks(least: number, most: number, about = 6): number[] {
  const span = most - least
  if (!(span > 0)) return [least]
  const raw = span / about
  const power = 10 ** Math.floor(Math.log10(raw))
  const step = ([1, 2, 2.5, 5, 10].find((one) => one * power >= raw) ?? 10) * power
  const first = Math.ceil(least / step)
  const last = Math.floor(most / step + 1e-9)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) =>
    Number(((first + at) * step).toPrecision(12)),
  )
}
