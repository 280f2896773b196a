import {
  describeInitial,
  type Initial,
  makers,
  propose,
  type Search,
  type Steps,
} from '../algorithm.ts'
import type { Problem } from '../problem.ts'
import { type RandomSource, randomSource } from '../random-source.ts'

const BLOCK = 100

/** Draws architectures in blocks of 100: distinct within a block with `uniform`. */
export function randomSearch(
  problem: Problem,
  { seed, sampling = 'uniform' }: { readonly seed: number; readonly sampling?: Initial },
): Search {
  const parameters = { sampling: describeInitial(sampling) }
  const steps = stepsOf(problem, randomSource(seed), sampling)
  return { name: 'random-search', seed, parameters, steps }
}

async function* stepsOf(problem: Problem, random: RandomSource, initial: Initial): Steps {
  for (;;) {
    for (const make of await makers(problem, random, { initial, count: BLOCK })) {
      yield* propose(make)
    }
  }
}
