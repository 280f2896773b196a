import type { Context, Served } from '../operations/context.ts'
import { answerExamples, NO_ANSWERS, type OnFailure } from './example-answers.ts'
import type { Site } from './layout.ts'
import { openApiDocument } from './openapi-document.ts'
import { referencePage } from './reference-page.ts'

/** What describes the service while one release is served, each made once. */
export interface Description {
  /** The OpenAPI document as JSON. */
  readonly json: string
  /** @param origin where the service is; of characters that are the same in every language shown */
  page(origin: string): Promise<string>
}

// Rendering takes the processor far longer than filling in, and anybody may make up another origin.
const ORIGIN = 'http://origin.invalid'

function describe(site: Site, answered = NO_ANSWERS): Description {
  const document = openApiDocument(answered)
  let rendered: Promise<string> | undefined
  return {
    json: JSON.stringify(document),
    page: async (origin) => {
      rendered ??= Promise.resolve(referencePage(site, document, ORIGIN)).then(String)
      return (await rendered).replaceAll(ORIGIN, origin)
    },
  }
}

interface Kept {
  readonly files: string
  readonly made: Promise<Description>
}

// All that changes of a release while it is served: it may be exported, and exported anew.
async function filesOf({ release, releases }: Context): Promise<string> {
  const folder = await releases?.folders.open(release.id)
  return (folder?.manifest.files ?? []).map(({ name, sha256 }) => `${name} ${sha256}`).join()
}

/** Describes the service with the answers of the release that is served, if any, to the examples. */
export function describeReleases(
  site: Site,
  onFailure?: OnFailure,
): (context: Context | null) => Promise<Description> {
  const bare = describe(site)
  const known = new WeakMap<Served['release'], Kept>()
  return async (context) => {
    if (context === null) return bare
    const { release } = context
    const files = await filesOf(context)
    const last = known.get(release)
    if (last?.files === files) return last.made
    const made = answerExamples(context, onFailure).then(({ answered, complete }) => {
      if (!complete && known.get(release) === kept) known.delete(release)
      return describe(site, answered)
    })
    const kept = { files, made }
    known.set(release, kept)
    return made
  }
}
