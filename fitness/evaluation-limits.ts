/** Largest training budget. */
export const EPOCHS_MAX = 32_767
/** Largest number of a run in a table. */
export const RUN_MAX = 1023
