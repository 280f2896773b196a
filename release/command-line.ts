import { parseArgs } from 'node:util'
import { messageOf } from '../report/message-of.ts'
import { FORMATS, type Format } from './formats.ts'
import { EXPORTED_WORLDS } from './world-tables.ts'

const OPTIONS = {
  release: { type: 'string' },
  instance: { type: 'string', multiple: true },
  format: { type: 'string', multiple: true },
  worlds: { type: 'string' },
  keep: { type: 'string' },
  'dry-run': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

/** The command that each option belongs to. */
const COMMAND_OF = {
  release: 'export',
  instance: 'export',
  format: 'export',
  worlds: 'export',
  keep: 'prune',
  'dry-run': 'prune',
} as const
const OWN_OPTIONS = Object.keys(COMMAND_OF) as (keyof typeof COMMAND_OF)[]

const KEPT_BY_DEFAULT = 1
/** They are computed and open at the same time. */
const WORLDS_MAX = 64

export const HELP = `Usage: npm run release -- COMMAND [options]

Commands:
  list            the releases of the database, the newest first
  publish         publish what the database holds now as a release
  export FOLDER   write a release as files into FOLDER/<release>
  verify FOLDER   compare the files of a release with its manifest
  prune           delete old releases and their exported files

Options of export:
  --release ID    which release (default: the current one)
  --instance ID   only this instance; may be repeated
  --format NAME   only this format: ${FORMATS.join(', ')}; may be repeated
  --worlds N      worlds 0 to N - 1 of each instance (default: ${EXPORTED_WORLDS}, 0: none); 16 of
                  one instance take half an hour of one core

Options of prune:
  --keep N        keep the N newest releases besides the current one (default: ${KEPT_BY_DEFAULT})
  --dry-run       only say what would be deleted

  -h, --help      this text

The database is DATABASE_URL, or an embedded one in DATA_FOLDER (default ./data). The service serves
what is exported into EO_NAS_BENCH_RELEASES (default DATA_FOLDER/releases). Exit codes: 0 done,
1 refused or failed, 2 called wrongly.
`

export type Call =
  | { readonly command: 'help' | 'list' | 'publish' }
  | { readonly command: 'verify'; readonly folder: string }
  | { readonly command: 'prune'; readonly keep: number; readonly dryRun: boolean }
  | {
      readonly command: 'export'
      readonly folder: string
      /** null for the current one. */
      readonly release: string | null
      /** null for all. */
      readonly instances: readonly string[] | null
      readonly formats: readonly Format[]
      readonly worlds: number
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
  const takesNone = command === 'list' || command === 'publish' || command === 'prune'
  const rest = takesNone && folder !== undefined ? [folder, ...others] : others
  if (rest.length > 0) throw new CallError(`There is no place for ${rest.join(' ')}.`)
  const option = OWN_OPTIONS.find(
    (name) => values[name] !== undefined && COMMAND_OF[name] !== command,
  )
  if (option !== undefined && command !== undefined) {
    throw new CallError(`--${option} is an option of ${COMMAND_OF[option]}, not of ${command}.`)
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
        worlds: worldsOf(values.worlds),
      }
    case 'prune':
      return { command, keep: countOf(values.keep), dryRun: values['dry-run'] === true }
    case undefined:
      throw new CallError('Name a command.')
    default:
      throw new CallError(
        `There is no command ${command}; there are list, publish, export, verify, prune.`,
      )
  }
}

function named(folder: string | undefined, command: string): string {
  if (folder !== undefined) return folder
  throw new CallError(`Name a folder: npm run release -- ${command} FOLDER.`)
}

function countOf(text = String(KEPT_BY_DEFAULT)): number {
  if (/^\d{1,6}$/.test(text)) return Number(text)
  throw new CallError(`--keep is ${text}; it is a number of releases from 0.`)
}

function worldsOf(text = String(EXPORTED_WORLDS)): number {
  if (/^\d{1,2}$/.test(text) && Number(text) <= WORLDS_MAX) return Number(text)
  throw new CallError(`--worlds is ${text}; it is a number from 0 to ${WORLDS_MAX}.`)
}

function formatOf(name: string): Format {
  const format = FORMATS.find((one) => one === name)
  if (format !== undefined) return format
  throw new CallError(`There is no format ${name}; there are ${FORMATS.join(', ')}.`)
}
