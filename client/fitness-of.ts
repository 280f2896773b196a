import { z } from 'zod'
import type { Context } from '../api/operations/context.ts'
import { architectureIdOf } from '../api/operations/describe-architecture.ts'
import { noFitness, openFitness } from '../api/operations/fitness.ts'
import { getFitness } from '../api/operations/get-fitness.ts'
import { parseInput } from '../api/operations/input.ts'
import { preparing } from '../api/operations/prepare-world.ts'
import type { Inputs, Outputs } from './client.ts'
import { toEoNasBenchError } from './local-error.ts'

/** Of which fitness is asked, without the architecture. */
export type FitnessProblem = Omit<Inputs['getFitness'], 'hash'>

/** The answer of `getFitness` to a hash. @throws EoNasBenchError as `getFitness` */
export type FitnessOf = (hash: string) => Outputs['getFitness']

const Problem = z.strictObject(getFitness.input.shape).omit({ hash: true })
const prepareCell = preparing(false)

/** @throws ApiError as `getFitness` */
export async function fitnessOf(context: Context, problem: FitnessProblem): Promise<FitnessOf> {
  const input = parseInput(Problem, problem)
  await prepareCell(context, input)?.run()
  const { answered, answer } = openFitness(context, input)
  const { space } = context
  const answerTo = (hash: string) => {
    const known = space.idOfHash(hash)
    // Only what is none of the hashes as they are is checked: it may be in upper case.
    const own = known >= 0 ? hash : parseInput(getFitness.input, { ...problem, hash }).hash
    const fitness = answer(known >= 0 ? known : architectureIdOf(space, own), own)
    if ('code' in fitness) throw noFitness(fitness)
    return { ...answered, ...fitness }
  }
  return (hash) => {
    try {
      return answerTo(hash)
    } catch (error) {
      throw toEoNasBenchError(error)
    }
  }
}
