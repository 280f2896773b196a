import { getBytes, postBytes } from '../../bench/http/request-bytes.ts'
import type { Catalogue, Sampled } from './catalogue.ts'
import type { Kind } from './kind.ts'
import type { Random } from './random.ts'

const byHash = ({ hash }: Sampled): object => ({ hash })
const byMatrix = ({ matrix, operations }: Sampled): object => ({ matrix, operations })

/** Questions of many architectures at once. */
export function batchKinds({ architectures, budgets }: Catalogue): Kind[] {
  const some = (count: number, random: Random) => {
    const from = random.integer(architectures.length - count + 1)
    return architectures.slice(from, from + count)
  }
  const query = (
    name: string,
    { perMillion, count, form }: { perMillion: number; count: number; form: typeof byHash },
  ): Kind => ({
    name,
    perMillion,
    isLight: false,
    make: (random) => {
      const { instance, epochs } = random.pick(budgets)
      // An item without an answer has an error in its place.
      const body = { instance, epochs, architectures: some(count, random).map(form) }
      return { bytes: postBytes('/v1/query', body), status: 200 }
    },
  })
  return [
    query('batch of 10 by hash', { perMillion: 10_000, count: 10, form: byHash }),
    query('batch of 10 by matrix', { perMillion: 10_000, count: 10, form: byMatrix }),
    query('batch of 1,000 by hash', { perMillion: 600, count: 1000, form: byHash }),
    query('batch of 1,000 by matrix', { perMillion: 300, count: 1000, form: byMatrix }),
    query('batch of 10,000 by hash', { perMillion: 20, count: 10_000, form: byHash }),
    {
      name: 'resolve 10',
      perMillion: 5_000,
      isLight: false,
      make: (random) => {
        const asked = some(10, random).map((one) =>
          random.integer(2) === 0 ? byHash(one) : byMatrix(one),
        )
        const bytes = postBytes('/v1/architectures/resolve', { architectures: asked })
        return { bytes, status: 200 }
      },
    },
    {
      name: 'sample 10',
      perMillion: 5_000,
      isLight: false,
      make: (random) => {
        const method = random.pick(['random', 'latin-hypercube'])
        const seed = random.integer(2 ** 31 - 1)
        const path = `/v1/architectures/sample?count=10&seed=${seed}&method=${method}`
        return { bytes: getBytes(path), status: 200 }
      },
    },
  ]
}
