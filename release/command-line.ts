import { parseArgs } from 'node:util'
import { messageOf } from '../report/message-of.ts'
import { FORMATS, type Format } from './formats.ts'

const OPTIONS = {
  release: { type: 'string' },
  instance: { type: 'string', multiple: true },
  format: { type: 'string', multiple: true },
  help: { type: 'boolean', short: 'h' },
} as const

const EXPORT_OPTIONS = ['release', 'instance', 'format'] as const

export const HELP = `Usage: npm run release -- COMMAND [options]

Commands:
  list            the releases of the database, the newest first
  publish         publish what the database holds now as a release
  export FOLDER   write a release as files into FOLDER/<release>
  verify FOLDER   compare the files of a release with its manifest

Options of export:
  --release ID    which release (default: the current one)
  --instance ID   only this instance; may be repeated
  --format NAME   only this format: ${FORMATS.join(', ')}; may be repeated
  -h, --help      this text

The database is DATABASE_URL, or an embedded one in DATA_FOLDER (default ./data). The service serves
what is exported into EO_NAS_BENCH_RELEASES (default DATA_FOLDER/releases). Exit codes: 0 done,
1 refused or failed, 2 called wrongly.
`

export type Call =
  | { readonly command: 'help' | 'list' | 'publish' }
  | { readonly command: 'verify'; readonly folder: string }
  | {
      readonly command: 'export'
      readonly folder: string
      /** null for the current one. */
      readonly release: string | null
      /** null for all. */
      readonly instances: readonly string[] | null
      readonly formats: readonly Format[]
    }

/** A command that was called wrongly; the message says how. */
export class CallError extends Error {
  override readonly name = 'CallError'
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, strict: true })
  } catch (error) {
    throw new CallError(messageOf(error))
  }
}

/** @throws CallError saying what is wrong with the call */
export function parseCall(args: readonly string[]): Call {
  const { values, positionals } = parse(args)
  const [command, folder, ...others] = positionals
  if (values.help === true) return { command: 'help' }
  const takesNone = command === 'list' || command === 'publish'
  const rest = takesNone && folder !== undefined ? [folder, ...others] : others
  if (rest.length > 0) throw new CallError(`There is no place for ${rest.join(' ')}.`)
  const option = EXPORT_OPTIONS.find((name) => values[name] !== undefined)
  if (option !== undefined && command !== undefined && command !== 'export') {
    throw new CallError(`--${option} is an option of export, not of ${command}.`)
  }
  switch (command) {
    case 'list':
    case 'publish':
      return { command }
    case 'verify':
      return { command, folder: named(folder, command) }
    case 'export':
      return {
        command,
        folder: named(folder, command),
        release: values.release ?? null,
        instances: values.instance ?? null,
        formats: values.format?.map(formatOf) ?? FORMATS,
      }
    case undefined:
      throw new CallError('Name a command.')
    default:
      throw new CallError(
        `There is no command ${command}; there are list, publish, export, verify.`,
      )
  }
}

function named(folder: string | undefined, command: string): string {
  if (folder !== undefined) return folder
  throw new CallError(`Name a folder: npm run release -- ${command} FOLDER.`)
}

function formatOf(name: string): Format {
  const format = FORMATS.find((one) => one === name)
  if (format !== undefined) return format
  throw new CallError(`There is no format ${name}; there are ${FORMATS.join(', ')}.`)
}
