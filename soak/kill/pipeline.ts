import type { Database } from '../../db/database.ts'
import type { Evaluation } from '../../db/evaluation.ts'
import { beginIngest } from '../../db/ingest-runs.ts'
import { migrate } from '../../db/migrate.ts'
import { publishRelease } from '../../db/publish-release.ts'
import type { PublishedSurrogate } from '../../db/release-predictions.ts'
import { predictionTable } from '../../test/support/predicted.ts'
import { evaluationOf, testPlan } from '../../test/support/test-ingest.ts'

// What a start does to a database, with generated data that take a second and not a minute.

export const PHASES = ['migration', 'ingest', 'publication'] as const
export type Phase = (typeof PHASES)[number]

const BATCHES = 12
export const BATCH = 500
export const ARCHITECTURES = BATCHES * BATCH

/** Generations 0 to 15 differ in their source file and in every value. */
export const planOf = (generation: number) => testPlan({ digit: generation.toString(16) })

export function evaluation(generation: number, id: number): Evaluation {
  return evaluationOf(id, { values: [(id + 1) / 7 + generation, generation % 2 ? id / 11 : null] })
}

function surrogateOf(generation: number): PublishedSurrogate {
  const { instance } = planOf(generation)
  const names = ['overallAccuracy.validation', 'overallAccuracy.test']
  return {
    id: `${instance.id}-${generation}`,
    instance,
    sha256: (generation + 1).toString(16).padStart(64, '0'),
    predictionsVersion: 1,
    withheld: [],
    predictions: async () =>
      [36, 108 + generation].map((epochs) =>
        predictionTable(instance, epochs, { names, size: ARCHITECTURES }),
      ),
  }
}

/**
 * Brings a database to a generation, from wherever it was left.
 * @returns id of the release
 */
export async function runPipeline(
  db: Database,
  generation: number,
  onPhase: (phase: Phase) => void = () => {},
): Promise<string> {
  onPhase('migration')
  await migrate(db)
  onPhase('ingest')
  const start = await beginIngest(db, planOf(generation))
  if (start.status === 'loading') {
    const { loader } = start
    for (let batch = loader.resume?.position ?? 0; batch < BATCHES; batch++) {
      const evaluations = Array.from({ length: BATCH }, (_, at) =>
        evaluation(generation, batch * BATCH + at),
      )
      await loader.write(evaluations, batch + 1)
    }
    await loader.complete({ accepted: ARCHITECTURES, rejected: 0 })
  }
  onPhase('publication')
  const { id } = await publishRelease(
    db,
    { size: ARCHITECTURES },
    { surrogates: [surrogateOf(generation)] },
  )
  return id
}
