/** Kinds of files of which a release has one for each table, instance or model. */
const FORMATS = ['parquet', 'csv', 'jsonl', 'sqlite', 'onnx'] as const
export type ReleaseFormat = (typeof FORMATS)[number]

/** Which files of a release. */
export interface ReleaseSelection {
  /** Default: all. What is of no format, such as the citation, always belongs to it. */
  readonly formats?: readonly ReleaseFormat[] | undefined
  /** Ids; default: all. */
  readonly instances?: readonly string[] | undefined
  /** Whether the files of worlds belong to it, which are larger than all others. Default: not. */
  readonly worlds?: boolean | undefined
}

const TABLE =
  /^(.+?)(?:\.fitness|\.evaluations|\.predictions|\.world-\d+|\.worlds)?\.(parquet|csv|jsonl|sqlite)(?:\.gz)?$/
const WORLD = /\.(world-\d+\.parquet|worlds\.sqlite)$/
const MODEL = /^(.+)-\d+\.(onnx|json|worlds\.gz)$/
const LANDSCAPES = /^landscapes-(.+)\.(json)$/
const EVERY_INSTANCE = 'architectures'
const EVERY_DATABASE = 'architectures.sqlite'
/** Only the local modes read these. */
const LOCAL: Readonly<Record<string, readonly ReleaseFormat[]>> = {
  'space-1.bin': ['parquet'],
  'graph-edit-1.bin': ['sqlite'],
}
/** What the names of small files of an instance or a model end in, which belong to it in every format. */
const OF_MODEL = ['json', 'worlds.gz']

function assertKnown(what: string, asked: readonly string[] = [], known: readonly string[]): void {
  const unknown = asked.filter((one) => !known.includes(one))
  if (unknown.length === 0) return
  const there = known.length === 0 ? ' at all' : `; there is ${known.join(', ')}`
  throw new RangeError(`There is no ${what} ${unknown.join(', ')}${there}.`)
}

/** Undefined where a file is of neither. */
function partsOf(name: string): { subject?: string | undefined; format?: string | undefined } {
  const [, subject, format] = LANDSCAPES.exec(name) ?? TABLE.exec(name) ?? MODEL.exec(name) ?? []
  return { subject, format }
}

/**
 * The files that belong to a selection.
 * @throws RangeError where no file is of such a format or instance
 */
export function selectFiles<File extends { readonly name: string }>(
  manifest: { readonly files: readonly File[]; readonly instances: readonly { id: string }[] },
  { formats, instances, worlds = false }: ReleaseSelection,
): File[] {
  const isWanted = (format = '') => formats?.includes(format as ReleaseFormat) ?? true
  const parts = manifest.files.map(({ name }) => partsOf(name))
  const ids = manifest.instances.map(({ id }) => id)
  assertKnown(
    'format',
    formats,
    FORMATS.filter((one) => parts.some(({ format }) => format === one)),
  )
  assertKnown(
    'instance',
    instances,
    ids.filter((id) => parts.some(({ subject }) => subject === id)),
  )
  return manifest.files.filter(({ name }, at) => {
    const { subject, format = '' } = parts[at] ?? {}
    if (!worlds && WORLD.test(name)) return false
    const readers = LOCAL[name]
    if (readers !== undefined) return formats?.some((format) => readers.includes(format)) ?? true
    if (subject === undefined) return true
    // The database of an instance has every architecture.
    if (name === EVERY_DATABASE) return instances === undefined && isWanted(format)
    const isOfInstance = subject === EVERY_INSTANCE || (instances?.includes(subject) ?? true)
    return isOfInstance && (OF_MODEL.includes(format) || isWanted(format))
  })
}
