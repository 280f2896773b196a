/** Newer versions of Node run TypeScript by themselves; others need tsx, which no production install has. */
export const RUNS_TYPESCRIPT =
  'typescript' in process.features && process.features.typescript !== false
