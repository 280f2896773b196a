import type { Tried } from './card.ts'

/** What else was tried on an instance and what it measured; goes into the card by `train`. */
export const TRIED: Readonly<Record<string, readonly Tried[]>> = {}
