import { getBytes } from '../../bench/http/request-bytes.ts'
import type { Budget, Catalogue } from './catalogue.ts'
import type { Kind, LoadRequest } from './kind.ts'
import type { Random } from './random.ts'

// Of all look-ups so many are of architectures that were measured, of which there are few.
const MEASURED_OF_TEN = 2
const SEEDS = 2 ** 31 - 1

interface LookUp {
  readonly path: string
  readonly status: number
}

function hashOf(budget: Budget, { architectures }: Catalogue, random: Random): string {
  const isMeasured = budget.measured.length > 0 && random.integer(10) < MEASURED_OF_TEN
  return isMeasured ? random.pick(budget.measured) : random.pick(architectures).hash
}

function lookUp(catalogue: Catalogue, random: Random): LookUp {
  const budget = random.pick(catalogue.budgets)
  const { instance, epochs, isDefault, isMeasured, isPredicted } = budget
  const hash = hashOf(budget, catalogue, random)
  const isKnown = isMeasured(hash)
  const path = `/v1/instances/${instance}/architectures/${hash}`
  const at = `${path}?epochs=${epochs}`
  const whatever = isKnown || isPredicted ? 200 : 404
  const way = random.integer(6)
  if (way === 0 && isDefault) return { path, status: whatever }
  if (way === 1) return { path: `${at}&source=tabular`, status: isKnown ? 200 : 404 }
  if (way === 2) return { path: `${at}&source=surrogate`, status: isPredicted ? 200 : 404 }
  if (way === 3) return { path: `${at}&run=0`, status: isKnown ? 200 : 404 }
  if (way === 4) return { path: `${at}&run=random&seed=${random.integer(SEEDS)}`, status: whatever }
  return { path: at, status: whatever }
}

function trpcLookUp(catalogue: Catalogue, random: Random): LookUp {
  const budget = random.pick(catalogue.budgets)
  const { instance, epochs, isMeasured, isPredicted } = budget
  const hash = hashOf(budget, catalogue, random)
  const input = encodeURIComponent(JSON.stringify({ instance, hash, epochs }))
  const status = isMeasured(hash) || isPredicted ? 200 : 404
  return { path: `/trpc/getFitness?input=${input}`, status }
}

/** Questions of one architecture. */
export function lookUpKinds(catalogue: Catalogue): Kind[] {
  const sent = ({ path, status }: LookUp, headers = '', method = 'GET'): LoadRequest => ({
    bytes: getBytes(path, headers, method),
    status,
  })
  const anyPath = (random: Random) =>
    `/v1/architectures/${random.pick(catalogue.architectures).hash}`
  return [
    {
      name: 'look-up',
      perMillion: 810_000,
      isLight: true,
      make: (random) => sent(lookUp(catalogue, random)),
    },
    {
      name: 'look-up, HEAD',
      perMillion: 5_000,
      isLight: true,
      make: (random) => sent(lookUp(catalogue, random), '', 'HEAD'),
    },
    {
      name: 'look-up, tRPC',
      perMillion: 15_000,
      isLight: true,
      make: (random) => sent(trpcLookUp(catalogue, random)),
    },
    {
      name: 'architecture',
      perMillion: 40_000,
      isLight: true,
      make: (random) => sent({ path: anyPath(random), status: 200 }),
    },
    {
      name: 'unchanged, 304',
      perMillion: 40_000,
      isLight: true,
      make: (random) => {
        const { path, etag } = random.pick(catalogue.tagged)
        return sent({ path, status: 304 }, `If-None-Match: "other", ${etag}\r\n`)
      },
    },
    {
      name: 'changed, 200',
      perMillion: 5_000,
      isLight: true,
      make: (random) => sent({ path: anyPath(random), status: 200 }, 'If-None-Match: "other"\r\n'),
    },
    {
      name: 'neighbours',
      perMillion: 5_000,
      isLight: false,
      make: (random) => sent({ path: `${anyPath(random)}/neighbours`, status: 200 }),
    },
  ]
}
