/** Kinds of files of which a release has one for each table, instance or model. */
const FORMATS = ['parquet', 'csv', 'jsonl', 'sqlite', 'onnx'] as const
export type ReleaseFormat = (typeof FORMATS)[number]

/** Which files of a release. */
export interface ReleaseSelection {
  /** Default: all. What is of no format, such as the citation, always belongs to it. */
  readonly formats?: readonly ReleaseFormat[] | undefined
  /** Ids; default: all. */
  readonly instances?: readonly string[] | undefined
}

const TABLE = /^(.+?)(?:\.evaluations|\.predictions)?\.(parquet|csv|jsonl|sqlite)(?:\.gz)?$/
const MODEL = /^(.+)-\d+\.(onnx)$/
const EVERY_INSTANCE = 'architectures'

function assertKnown(what: string, asked: readonly string[] = [], known: readonly string[]): void {
  const unknown = asked.filter((one) => !known.includes(one))
  if (unknown.length === 0) return
  throw new RangeError(`There is no ${what} ${unknown.join(', ')}; there is ${known.join(', ')}.`)
}

/**
 * The files that belong to a selection.
 * @throws RangeError where there is no such format or instance
 */
export function selectFiles<File extends { readonly name: string }>(
  manifest: { readonly files: readonly File[]; readonly instances: readonly { id: string }[] },
  { formats, instances }: ReleaseSelection,
): File[] {
  assertKnown('format', formats, FORMATS)
  assertKnown(
    'instance',
    instances,
    manifest.instances.map(({ id }) => id),
  )
  return manifest.files.filter(({ name }) => {
    const [, subject, format] = TABLE.exec(name) ?? MODEL.exec(name) ?? []
    if (subject === undefined) return true
    const isOfInstance = subject === EVERY_INSTANCE || (instances?.includes(subject) ?? true)
    return isOfInstance && (formats?.includes(format as ReleaseFormat) ?? true)
  })
}
