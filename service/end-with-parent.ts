import { Worker } from 'node:worker_threads'

const WATCH = `
  const { workerData } = require('node:worker_threads')
  setInterval(() => {
    if (process.ppid !== workerData) process.kill(process.pid, 'SIGKILL')
  }, 500)
`

/**
 * Ends this process once the one that started it is gone. A thread watches, because a process that
 * computes for long hears nothing of the closed channel.
 */
export function endWithParent(): void {
  new Worker(WATCH, { eval: true, workerData: process.ppid, execArgv: [] }).unref()
}
