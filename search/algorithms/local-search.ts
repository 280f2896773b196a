import type { Search, Steps } from '../algorithm.ts'
import type { MatrixForm } from '../genotype.ts'
import type { Problem } from '../problem.ts'
import { type RandomSource, randomSource } from '../random-source.ts'

/**
 * Best-improvement local search with restarts (White, Nolen and Savani 2021). From a uniform start it
 * evaluates all neighbours (one graph edit away, by their hashes), and moves to the best of them while
 * that is better.
 */
export function localSearch(problem: Problem, { seed }: { readonly seed: number }): Search {
  return { name: 'local-search', seed, parameters: {}, steps: stepsOf(problem, randomSource(seed)) }
}

async function* stepsOf(problem: Problem, random: RandomSource): Steps {
  const { evaluator } = problem
  for (;;) {
    const [start] = await evaluator.sample(1, random.word(), 'random')
    const outcome = yield { candidate: start as MatrixForm }
    let current = outcome.hash
    let cost = problem.cost(outcome)
    while (current !== null) {
      let best: string | null = null
      for (const neighbour of [...(await evaluator.neighbours(current))].sort()) {
        const found = problem.cost(yield { candidate: neighbour })
        if (found < cost) [best, cost] = [neighbour, found]
      }
      current = best
    }
  }
}
