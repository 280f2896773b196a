import { mediaTypeOf } from './media-types.ts'
import type { PlannedFile } from './plan.ts'

/** A file that is no table. */
export const plain = (name: string, about: string): PlannedFile => ({
  name,
  mediaType: mediaTypeOf(name),
  about,
  rows: null,
  columns: null,
  tables: null,
})
