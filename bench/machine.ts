import { cpus, totalmem } from 'node:os'

/** One line that says on what the figures below it were measured. */
export function machineLine(): string {
  const cores = cpus()
  const gib = Math.round(totalmem() / 2 ** 30)
  return `Machine: ${cores.length} × ${cores[0]?.model.trim()}, ${gib} GiB, Node ${process.version}`
}
