/** Of what was published of an instance: `none` where it is known from its surrogate alone. */
export const COMPLETENESS = ['complete', 'partial', 'none'] as const
export type Completeness = (typeof COMPLETENESS)[number]
