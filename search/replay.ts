import type { Budget } from './budget.ts'
import type { Evaluator } from './evaluator.ts'
import { wantedObjective } from './objectives.ts'
import { openProblem, type Problem } from './problem.ts'
import { readTrajectory, type TrajectoryHeader } from './trajectory.ts'

/** A trajectory does not say what the benchmark answers. */
export class ReplayError extends Error {
  override readonly name = 'ReplayError'
}

function budgetOf({ budget }: TrajectoryHeader): Budget {
  if (budget.evaluations !== null) return { evaluations: budget.evaluations }
  if (budget.epochs !== null) return { epochs: budget.epochs }
  return { seconds: budget.seconds ?? 0, workers: budget.workers }
}

// The order of the fields of a line is that of its writer.
const sorted = (line: object) => JSON.stringify(Object.entries(line).sort())

/**
 * Evaluates every proposal of a trajectory again; gives the problem, with all of it spent.
 * @param text the JSONL form
 * @throws ReplayError at the first line that differs, or where the release is another one
 */
export async function replay(evaluator: Evaluator, text: string): Promise<Problem> {
  const { header, outcomes } = readTrajectory(text)
  const { instance, source, world, epochs, invalid, repeats, noise, seed } = header
  const problem = await openProblem(evaluator, {
    instance,
    source,
    ...(world === null ? {} : { world }),
    epochs,
    invalid,
    repeats,
    noise,
    seed,
    objectives: header.objectives.map(wantedObjective),
    budget: budgetOf(header),
  })
  for (const [at, line] of outcomes.entries()) {
    const candidate = line.hash ?? line.invalid
    if (candidate === undefined) throw new ReplayError(`Line ${at + 2} names no architecture.`)
    const found = await problem.evaluate(candidate, line.epochs)
    if (sorted(found) === sorted(line)) continue
    throw new ReplayError(
      `Line ${at + 2}: ${JSON.stringify(line)} is now ${JSON.stringify(found)}.`,
    )
  }
  const { release } = problem.trajectory().header
  if (release === header.release) return problem
  throw new ReplayError(`The trajectory is of release ${header.release}; this is ${release}.`)
}
