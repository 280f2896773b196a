/** The groups of the reference, which are the tags of the OpenAPI document, and what each is for. */
const GROUPS = {
  Instances: 'The benchmark problems that the release has, with their measures and epochs.',
  Fitness:
    'The fitness of architectures on one instance: single, in batches, listed or summarised.',
  Architectures: 'NASBench-101 cells without a fitness: resolved, sampled, neighbours.',
  Surrogates: 'The models behind the predictions, with their cards.',
  Limits: 'What one client may ask at once.',
  Releases: 'The immutable versions of the data, with their files.',
} as const

export type Group = keyof typeof GROUPS

const isGroup = (name: string): name is Group => Object.hasOwn(GROUPS, name)

/**
 * The group that the operations of a path belong to.
 * @throws Error for a path that belongs to none
 */
export function groupOf(path: string): Group {
  if (/^\/v1\/(query$|instances\/\{instance\}\/)/.test(path)) return 'Fitness'
  const [, , first = ''] = path.split('/')
  const name = first.slice(0, 1).toUpperCase() + first.slice(1)
  if (isGroup(name)) return name
  throw new Error(`${path} needs a group "${name}" with a description in api/reference/groups.ts.`)
}

/** A tag of the OpenAPI document. */
export interface Tag {
  readonly name: string
  readonly description: string
}

/** The tags of the named groups, each once. */
export function tagsOf(names: readonly Group[]): Tag[] {
  return [...new Set(names)].map((name) => ({ name, description: GROUPS[name] }))
}
