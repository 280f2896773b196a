/** Number of a stored architecture's first run at a budget; the API counts the runs from 0. */
export const FIRST_RUN = 1
