import type { Context, Served } from '../context.ts'
import { openApiDocument } from '../openapi.ts'
import { answerExamples, NO_ANSWERS } from './example-answers.ts'
import type { Site } from './layout.ts'
import { referencePage } from './reference-page.ts'

/** What describes the service while one release is served, each made once. */
export interface Description {
  /** The OpenAPI document as JSON. */
  readonly json: string
  /** The reference page for a service at this origin. */
  page(origin: string): Promise<string>
}

function describe(site: Site, answered = NO_ANSWERS): Description {
  const document = openApiDocument(answered)
  let last = { origin: '', page: Promise.resolve('') }
  return {
    json: JSON.stringify(document),
    page: (origin) => {
      if (last.origin !== origin) {
        last = { origin, page: Promise.resolve(referencePage(site, document, origin)).then(String) }
      }
      return last.page
    },
  }
}

/** Describes the service with the answers of the release that is served, if any, to the examples. */
export function describeReleases(site: Site): (context: Context | null) => Promise<Description> {
  const bare = describe(site)
  const known = new WeakMap<Served['release'], Promise<Description>>()
  return async (context) => {
    if (context === null) return bare
    const { release } = context
    const made =
      known.get(release) ??
      answerExamples(context).then(({ answered, complete }) => {
        if (!complete) known.delete(release)
        return describe(site, answered)
      })
    known.set(release, made)
    return made
  }
}
