import type { CurrentInstance } from '../db/instances.ts'
import type { Reporter } from '../report/reporter.ts'
import type { Space } from '../space/space.ts'
import type { KnownInstances } from './built-in.ts'
import type { Source } from './source.ts'
import type { Absent, SourcePlaces } from './source-files.ts'

export interface SourceContext {
  readonly space: Space
  readonly reporter: Reporter
  readonly places: SourcePlaces
  readonly known: KnownInstances
}

export interface SourceInput {
  readonly files: readonly string[]
  /** Path of the JSON that describes an instance. */
  readonly description: string | null
}

export const NO_INPUT: SourceInput = { files: [], description: null }

export type Opened = { readonly status: 'found'; readonly source: Source } | Absent

/** `kept`: the database holds more of the instance than the files at hand. */
export type OpenedAtStart = Opened | { readonly status: 'kept'; readonly reason: string }

/** Something that `npm run ingest` takes. */
export interface SourceKind {
  readonly name: string
  /** How the files are given on the command line, and what they are. */
  readonly usage: string
  readonly summary: string
  /** Whether it downloads without being asked to: its files are small. */
  readonly downloads: boolean
  /**
   * Asked before `open`, which takes long to get ready for.
   * @throws UsageError for files or a description that the source does not take
   */
  checkInput(input: SourceInput): void
  open(input: SourceInput, context: SourceContext): Promise<Opened>
  /**
   * What `npm start` loads by itself where its files can be had; null where it loads nothing.
   * @param loaded what the database holds of the instance
   */
  readonly openAtStart:
    | ((context: SourceContext, loaded: CurrentInstance | null) => Promise<OpenedAtStart>)
    | null
}

/** The command was called with other arguments than the source takes. */
export class UsageError extends Error {
  override readonly name = 'UsageError'

  constructor({ name, usage }: Pick<SourceKind, 'name' | 'usage'>, reason: string) {
    super(`${name}: ${reason}. Run: npm run ingest -- ${name} ${usage}`.trimEnd())
  }
}

type Opener = Pick<SourceKind, 'downloads' | 'open'> & {
  readonly name: string
  readonly summary: string
  readonly loadsAtStart: boolean
}

/** A source that looks for its files by name, and is loaded as a whole. */
export function publishedSource({ loadsAtStart, ...kind }: Opener): SourceKind {
  const usage = ''
  return {
    ...kind,
    usage,
    checkInput({ files }) {
      if (files.length === 0) return
      throw new UsageError({ name: kind.name, usage }, 'its files are found by name, not given')
    },
    openAtStart: loadsAtStart ? (context) => kind.open(NO_INPUT, context) : null,
  }
}
