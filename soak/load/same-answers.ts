import type { Catalogue } from './catalogue.ts'

const ASKED = 500

/** Answers that must not change while a release is served, by address. */
export async function fixedAnswers(
  url: string,
  { architectures, budgets, pages }: Catalogue,
): Promise<Map<string, string>> {
  const paths = architectures.slice(0, ASKED).map(({ hash }, at) => {
    const { instance, epochs } = budgets[at % budgets.length] ?? { instance: '', epochs: 0 }
    return `/v1/instances/${instance}/architectures/${hash}?epochs=${epochs}`
  })
  const answers = new Map<string, string>()
  for (const path of [...paths, ...pages.slice(0, 10)]) {
    const answer = await fetch(`${url}${path}`)
    const text = await answer.text()
    // An error has the id of its request.
    answers.set(path, answer.ok ? text : String(answer.status))
  }
  return answers
}
