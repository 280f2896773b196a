import { readFileSync } from 'node:fs'

/** A program with its arguments, and the variables that are set for it. */
export interface StartCommand {
  readonly command: readonly [program: string, ...args: string[]]
  readonly environment: Readonly<Record<string, string>>
}

/**
 * What `npm start` runs, read from package.json, so that a process of the service that a test starts
 * is what users start; without npm, which would keep signals from it.
 */
export function startCommand(): StartCommand {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  const words: string[] = JSON.parse(text).scripts.start.split(' ')
  const at = words.indexOf('node')
  const variables = words.slice(0, at).map((word) => word.split('=') as [string, string])
  return {
    command: [process.execPath, ...words.slice(at + 1)],
    environment: Object.fromEntries(variables),
  }
}
