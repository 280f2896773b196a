import { Worker } from 'node:worker_threads'
import { RUNS_TYPESCRIPT } from './runs-typescript.ts'

// A thread does not inherit how this one loads TypeScript.
const withTsx = (file: URL) => `
  import(${JSON.stringify(import.meta.resolve('tsx/esm/api'))})
    .then(({ tsImport }) => tsImport(${JSON.stringify(file.href)}, ${JSON.stringify(import.meta.url)}))
`

/** Starts a thread that runs a TypeScript file. */
export function startThread(file: URL, workerData: unknown): Worker {
  const options = { workerData, execArgv: [] }
  return RUNS_TYPESCRIPT
    ? new Worker(file, options)
    : new Worker(withTsx(file), { ...options, eval: true })
}
