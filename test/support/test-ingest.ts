import type { Database } from '../../db/database.ts'
import type { Evaluation } from '../../db/evaluation.ts'
import type { IngestPlan } from '../../db/ingest-plan.ts'
import { beginIngest } from '../../db/ingest-runs.ts'
import type { Loader } from '../../db/loader.ts'

/** A plan for tests: two measures of a made-up instance, from one file. */
export function testPlan(
  changes: Partial<IngestPlan> & { id?: string; digit?: string } = {},
): IngestPlan {
  const { id = 'test-instance', digit = 'a', ...plan } = changes
  return {
    source: 'test-source',
    instance: {
      id,
      title: 'Test instance',
      dataset: 'none',
      sensor: 'none',
      input: { height: 32, width: 32, channels: 10 },
      classes: 17,
      protocol: 'Made up for tests',
      metrics: [
        {
          name: 'overallAccuracy',
          splits: ['validation', 'test'],
          unit: 'fraction',
          direction: 'maximize',
          description: 'Made up',
        },
      ],
      citation: 'none',
    },
    files: [
      {
        name: 'test.txt',
        sha256: digit.repeat(64),
        sizeBytes: 5_000_000_000,
        url: null,
        title: 'Test file',
        licence: 'none',
        attribution: 'Copyright 2025 Nobody',
      },
    ],
    completeness: 'complete',
    parserVersion: 1,
    ...plan,
  }
}

/** Evaluations of architectures `from` to `to` - 1, different for each. */
export function testEvaluations(from: number, to: number): Evaluation[] {
  return Array.from({ length: to - from }, (_, index) => evaluationOf(from + index))
}

export function evaluationOf(
  architectureId: number,
  changes: Partial<Evaluation> = {},
): Evaluation {
  const values = [(architectureId + 1) / 7, (architectureId + 1) / 11]
  return {
    architectureId,
    epochs: 108,
    run: 0,
    sourceFile: 0,
    sampleGroup: null,
    form: null,
    values,
    ...changes,
  }
}

export async function loaderOf(db: Database, plan: IngestPlan): Promise<Loader> {
  const start = await beginIngest(db, plan)
  if (start.status !== 'loading') throw new Error(`The ingest is ${start.status}`)
  return start.loader
}

/** Loads evaluations as the whole content of the plan's instance. */
export async function ingest(
  db: Database,
  plan: IngestPlan,
  evaluations: readonly Evaluation[],
): Promise<void> {
  const loader = await loaderOf(db, plan)
  await loader.write(evaluations, evaluations.length)
  await loader.complete({ accepted: evaluations.length, rejected: 0 })
}

export function everyEvaluation(db: Database) {
  return db.kysely
    .selectFrom('evaluations')
    .select([
      'ingest_run_id',
      'architecture_id',
      'epochs',
      'run',
      'source_file',
      'form',
      'measured',
    ])
    .orderBy('ingest_run_id')
    .orderBy('epochs')
    .orderBy('architecture_id')
    .orderBy('run')
    .execute()
}
