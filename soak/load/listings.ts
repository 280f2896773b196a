import { getBytes } from '../../bench/http/request-bytes.ts'
import type { Catalogue } from './catalogue.ts'
import type { Kind } from './kind.ts'
import type { Random } from './random.ts'

const SORTS = ['', '-testAccuracy', 'trainAccuracy', 'trainableParameters', '-macs', '-edges']
const NDJSON = 'Accept: application/x-ndjson\r\n'
const CODINGS = ['', 'Accept-Encoding: gzip\r\n', 'Accept-Encoding: br\r\n']

function filters(random: Random): string {
  const some = [
    `testAccuracy>=0.${random.integer(9)}`,
    `trainableParameters<=${1_000_000 * (1 + random.integer(40))}`,
    `vertices=${5 + random.integer(3)}`,
    `edges<=${5 + random.integer(5)}`,
    `conv3x3!=${random.integer(4)}`,
  ].filter(() => random.integer(3) === 0)
  return some.map((one) => `&where=${encodeURIComponent(one)}`).join('')
}

/** Questions of a whole table. */
export function listingKinds({ budgets, pages }: Catalogue): Kind[] {
  const of = (what: string, random: Random) => {
    const { instance, epochs } = random.pick(budgets)
    return `/v1/instances/${instance}/${what}?epochs=${epochs}${filters(random)}`
  }
  const kind = (
    name: string,
    perMillion: number,
    make: (random: Random) => { path: string; headers?: string },
  ): Kind => ({
    name,
    perMillion,
    isLight: false,
    make: (random) => {
      const { path, headers } = make(random)
      return { bytes: getBytes(path, headers), status: 200 }
    },
  })
  return [
    kind('listing page', 3_000, (random) => {
      const sort = random.pick(SORTS)
      const path = `${of('architectures', random)}&limit=${1 + random.integer(200)}`
      return {
        path: sort === '' ? path : `${path}&sort=${sort}`,
        headers: random.pick(CODINGS),
      }
    }),
    kind('listing page by cursor', 3_000, (random) => ({ path: random.pick(pages) })),
    kind('listing, 1,000 lines', 200, (random) => ({
      path: `${of('architectures', random)}&limit=1000`,
      headers: NDJSON,
    })),
    kind('listing, all lines', 10, (random) => {
      const { instance, epochs } = random.pick(budgets)
      return {
        path: `/v1/instances/${instance}/architectures?epochs=${epochs}`,
        headers: NDJSON,
      }
    }),
    kind('Pareto front', 100, (random) => ({
      path: `${of('pareto', random)}&minimize=trainableParameters&maximize=testAccuracy`,
    })),
    kind('statistics', 50, (random) => ({ path: of('statistics', random) })),
  ]
}
