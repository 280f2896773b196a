import type { Release } from '../fitness/release.ts'

export type Column = Uint8Array | Uint32Array | Float32Array | Float64Array

/** A release as JSON and typed arrays, which a process sends to another in small messages. */
export interface PackedRelease {
  /** JSON in which a column is its place in `columns`. */
  readonly text: string
  /** Each once, however often it is used. */
  readonly columns: readonly Column[]
}

const PLACE = '$column'

export function packRelease({ id, publishedAt, instances }: Release): PackedRelease {
  const places = new Map<Column, number>()
  const text = JSON.stringify({ id, publishedAt, instances }, (_, value: unknown) => {
    if (!isColumn(value)) return value
    const place = places.get(value) ?? places.size
    places.set(value, place)
    return { [PLACE]: place }
  })
  return { text, columns: [...places.keys()] }
}

export function unpackRelease({ text, columns }: PackedRelease): Release {
  return JSON.parse(text, (_, value: unknown) => {
    const place = (value as { [PLACE]?: number } | null)?.[PLACE]
    return place === undefined ? value : columns[place]
  }) as Release
}

function isColumn(value: unknown): value is Column {
  return (
    value instanceof Uint8Array ||
    value instanceof Uint32Array ||
    value instanceof Float32Array ||
    value instanceof Float64Array
  )
}
