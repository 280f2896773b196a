const WHAT =
  'EO NAS-Bench: a benchmark database for neural architecture search in Earth observation.'
const WHY = 'Ask for the fitness of a NASBench-101 cell instead of training it.'

const TRY = [
  '/v1/instances',
  '/v1/architectures/sample?count=3&seed=1',
  '/v1/architectures/fb150c15ea56ec137175f9cc967397a9',
]

/** What `/` says in a terminal. */
export function welcomeText(origin: string): string {
  return `${WHAT}
${WHY}

Try:
${TRY.map((path) => `  curl '${origin}${path}'\n`).join('')}
In a browser, ${origin}/ shows the data.
The reference is at ${origin}/docs
The description of every operation is at ${origin}/openapi.json
`
}
