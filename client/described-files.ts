/** Names of what describes the files of a release, and is not in its manifest. */
export const DESCRIPTIONS = ['README.md', 'croissant.json'] as const

interface Manifest {
  readonly files: readonly { readonly name: string }[]
  readonly instances: readonly { readonly id: string }[]
}

interface Croissant {
  readonly distribution: readonly { readonly name: string }[]
  readonly recordSet: readonly {
    readonly field: readonly {
      readonly source: { readonly fileObject: { readonly '@id': string } }
      readonly references?: unknown
    }[]
  }[]
}

/** Which files and instances are in a folder, of all that a release has. */
export interface Present {
  readonly names: ReadonlySet<string>
  /** Texts that tell of what is missing. */
  readonly missing: readonly string[]
}

/**
 * The manifest of a folder.
 * @param text of the release's manifest
 * @param names of the files that are in the folder
 */
export function listedIn(
  text: string,
  names: ReadonlySet<string>,
): { manifest: string; missing: string[] } {
  const { files, instances, ...manifest } = JSON.parse(text) as Manifest
  const own = files.filter(({ name }) => names.has(name))
  const isThere = ({ id }: { id: string }) => own.some(({ name }) => name.startsWith(`${id}.`))
  const kept = { ...manifest, instances: instances.filter(isThere), files: own }
  const left = instances.filter((one) => !isThere(one))
  return {
    manifest: names.size === files.length ? text : `${JSON.stringify(kept, null, 2)}\n`,
    missing: [
      ...files.filter(({ name }) => !names.has(name)).map(({ name }) => name),
      ...left.map(({ id }) => `- \`${id}\``),
    ],
  }
}

const FENCE = '```'

// A name can be the end of another one.
function namesFile(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (!/[\w.-]/.test(text[at - 1] ?? ' ')) return true
  }
  return false
}

/** The README of a release without the lines and the examples that tell of missing files. */
function readmeOf(text: string, { missing }: Present): string {
  const isLeftOut = (part: string) => missing.some((name) => namesFile(part, name))
  const parts: string[] = []
  let example: string[] | null = null
  for (const line of text.split('\n')) {
    if (example === null && !line.startsWith(FENCE)) parts.push(line)
    else if (example === null) example = [line]
    else {
      example.push(line)
      if (line !== FENCE) continue
      parts.push(example.join('\n'))
      example = null
    }
  }
  return parts.filter((part) => !isLeftOut(part)).join('\n')
}

/** The Croissant metadata of the files that are in a folder, at addresses in it. */
function croissantOf(text: string, { names }: Present): string {
  const { distribution, recordSet, ...croissant } = JSON.parse(text) as Croissant
  const hasReferences = names.has('architectures.parquet')
  const kept = {
    ...croissant,
    distribution: distribution
      .filter(({ name }) => names.has(name))
      .map((file) => ({ ...file, contentUrl: file.name })),
    recordSet: recordSet
      .filter(({ field }) => names.has(field[0]?.source.fileObject['@id'] ?? ''))
      .map(({ field, ...set }) => ({
        ...set,
        field: hasReferences ? field : field.map(({ references: _, ...one }) => one),
      })),
  }
  return `${JSON.stringify(kept, null, 2)}\n`
}

/** A description as it is true of a folder. */
export function describe(name: (typeof DESCRIPTIONS)[number], text: string, present: Present) {
  return name === 'README.md' ? readmeOf(text, present) : croissantOf(text, present)
}
