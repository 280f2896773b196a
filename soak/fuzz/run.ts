import fc from 'fast-check'
import { bytesOf, type FuzzCase } from './case.ts'
import { fuzzCases } from './cases.ts'
import { checkAnswer } from './check.ts'
import { send } from './send.ts'
import type { Known } from './values.ts'

const AT_ONCE = 16
const BLOCK = 500
const SHOWN_LENGTH = 1500

export interface FuzzOptions {
  readonly url: string
  readonly requests: number
  readonly seed: number
  readonly known: Known
}

export interface FuzzReport {
  /** Answers by status; 0 of connections that ended without one, as they may. */
  readonly statuses: ReadonlyMap<number, number>
  /** What went wrong, each with the request that shows it. */
  readonly failures: readonly string[]
}

function shown(one: FuzzCase): string {
  const text = JSON.stringify(bytesOf(one).toString('latin1'))
  return `${one.delivery}: ${text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text}`
}

/** Sends generated requests and checks every answer. The same seed, the same requests. */
export async function fuzz({ url, requests, seed, known }: FuzzOptions): Promise<FuzzReport> {
  const statuses = new Map<number, number>()
  const failures: string[] = []
  const cases = fuzzCases(known)
  const tryOne = async (one: FuzzCase, at: number) => {
    let wrong: string | null
    try {
      const received = await send(url, one)
      const status = received?.status ?? 0
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      wrong = checkAnswer(one, received)
    } catch (error) {
      wrong = String(error)
    }
    if (wrong !== null) failures.push(`request ${at} of seed ${seed}: ${wrong}\n  ${shown(one)}`)
  }
  for (let from = 0; from < requests; from += BLOCK) {
    const numRuns = Math.min(BLOCK, requests - from)
    const block = fc.sample(cases, { seed: seed + from, numRuns })
    let next = 0
    const worker = async () => {
      for (let at = next++; at < block.length; at = next++) {
        await tryOne(block[at] as FuzzCase, from + at)
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, worker))
  }
  const polluted = Reflect.get({}, 'polluted') as unknown
  if (polluted !== undefined) failures.push('The prototype of all objects is polluted')
  return { statuses, failures }
}
