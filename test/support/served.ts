import type { Hono } from 'hono'
import { buildApp } from '../../api/http/app.ts'
import type { HttpEnvironment } from '../../api/http/http.ts'
import { jsonLog, type Log } from '../../api/http/log.ts'
import { DEFAULT_SETTINGS } from '../../api/http/service.ts'
import { statedLimits } from '../../api/http/stated-limits.ts'
import type { Context, Served } from '../../api/operations/context.ts'
import type { EvaluationTable } from '../../fitness/evaluation-table.ts'
import type { Instance } from '../../fitness/instance.ts'
import { measureName, measuresOf } from '../../fitness/measure.ts'
import type { Release } from '../../fitness/release.ts'
import { formOf, parseCell } from '../../space/cell.ts'
import type { Space } from '../../space/space.ts'
import { derivedFor } from './landscapes.ts'
import { testSpace } from './space.ts'
import { viewed } from './viewed.ts'

// Small invented inputs: none of these numbers was measured.

/** Three vertices, two edges. */
export const SMALL = {
  matrix: [
    [0, 1, 1],
    [0, 0, 1],
    [0, 0, 0],
  ],
  operations: ['input', 'conv3x3-bn-relu', 'output'],
}

const THREE_BRANCHES = [
  [0, 1, 1, 1, 0],
  [0, 0, 0, 0, 1],
  [0, 0, 0, 0, 1],
  [0, 0, 0, 0, 1],
  [0, 0, 0, 0, 0],
]
const [CONV3, CONV1] = ['conv3x3-bn-relu', 'conv1x1-bn-relu']

/** Two forms of one architecture whose parameters differ: 128 channels do not split into three. */
export const BRANCHES = {
  matrix: THREE_BRANCHES,
  operations: ['input', CONV3, CONV1, CONV1, 'output'],
}
export const BRANCHES_REORDERED = {
  matrix: THREE_BRANCHES,
  operations: ['input', CONV1, CONV1, CONV3, 'output'],
}

/** An architecture that no instance has a row of. */
export const UNEVALUATED = {
  matrix: [
    [0, 1],
    [0, 0],
  ],
  operations: ['input', 'output'],
}

/** The example of the API's contract. */
export const KNOWN_HASH = 'fb150c15ea56ec137175f9cc967397a9'
export const KNOWN_ID = 415498

const descriptor = (id: string, metrics: Instance['metrics']): Instance => ({
  id,
  title: `Test problem ${id}`,
  dataset: 'Invented',
  sensor: 'None',
  input: { height: 16, width: 16, channels: 4 },
  classes: 5,
  protocol: 'Numbers made up for tests',
  metrics,
  citation: 'None',
})

export const testInstance = descriptor('test-instance', [
  {
    name: 'overallAccuracy',
    splits: ['train', 'validation', 'test'],
    unit: 'fraction',
    direction: 'maximize',
    description: 'Invented',
    halfway: true,
  },
  {
    name: 'latencyMs',
    splits: [],
    unit: 'millisecond',
    direction: 'minimize',
    description: 'Invented',
  },
])

export const plainInstance = descriptor('plain-instance', [
  {
    name: 'kappa',
    splits: ['test'],
    unit: 'coefficient',
    direction: 'maximize',
    description: 'Invented',
  },
])

interface Run {
  form?: number
  values: Record<string, number>
}

/** Rows by architecture id; a measure that a run does not name is missing. */
export function tableOf(
  instance: Instance,
  epochs: number,
  rows: ReadonlyMap<number, readonly Run[]>,
): EvaluationTable {
  const measures = measuresOf(instance)
  const sorted = [...rows].sort(([left], [right]) => left - right)
  const runs = sorted.flatMap(([, own]) => own)
  const starts = [0]
  for (const [, own] of sorted) starts.push((starts.at(-1) ?? 0) + own.length)
  return {
    epochs,
    measures,
    architectureIds: Uint32Array.from(sorted, ([id]) => id),
    runStarts: Uint32Array.from(starts),
    forms: Float64Array.from(runs, ({ form }) => form ?? Number.NaN),
    values: measures.map((measure) =>
      Float64Array.from(runs, ({ values }) => values[measureName(measure)] ?? Number.NaN),
    ),
  }
}

export function idOf(space: Space, cell: typeof SMALL): number {
  return space.idOf(parseCell(cell.matrix, cell.operations).cell)
}

/** The values of SMALL's three runs at 108 epochs. */
export const SMALL_RUNS: Run[] = [
  {
    values: {
      'overallAccuracy.train': 0.7,
      'overallAccuracy.validation': 0.1 + 0.2,
      'overallAccuracy.test': 0.5,
      latencyMs: 11.5,
      'halfway.overallAccuracy.train': 0.25,
      'halfway.overallAccuracy.validation': 0.125,
      'halfway.overallAccuracy.test': 0.0625,
    },
  },
  { values: { 'overallAccuracy.train': 0.8, 'overallAccuracy.validation': 0.4, latencyMs: 12.5 } },
  { values: { 'overallAccuracy.train': 0.9, 'overallAccuracy.validation': 0.5 } },
]

export function testRelease(space: Space): Release {
  const small = idOf(space, SMALL)
  const branches = idOf(space, BRANCHES)
  const form = formOf(parseCell(BRANCHES_REORDERED.matrix, BRANCHES_REORDERED.operations).cell)
  const one = (value: number): Run[] => [
    { values: { 'overallAccuracy.test': value, latencyMs: 1 / 3 } },
  ]
  const source = {
    name: 'invented.json',
    title: 'Invented numbers',
    url: null,
    licence: 'none',
    attribution: 'Copyright 2025 Nobody',
    sha256: '0'.repeat(64),
    sizeBytes: 1,
  }
  return {
    id: 'r0123456789ab',
    publishedAt: '2025-01-01T00:00:00.000Z',
    instances: [
      {
        instance: testInstance,
        completeness: 'partial',
        surrogate: null,
        sources: [source],
        tables: [
          tableOf(
            testInstance,
            4,
            new Map([
              [small, one(0.1)],
              [branches, one(0.3)],
            ]),
          ),
          tableOf(
            testInstance,
            108,
            new Map([
              [small, SMALL_RUNS],
              [KNOWN_ID, one(1 / 3)],
            ]),
          ),
        ],
      },
      {
        instance: plainInstance,
        completeness: 'complete',
        surrogate: null,
        sources: [source],
        tables: [
          tableOf(
            plainInstance,
            36,
            new Map([
              [
                branches,
                [{ form, values: { 'kappa.test': 0.5 } }, { values: { 'kappa.test': 0.7 } }],
              ],
            ]),
          ),
        ],
      },
    ],
  }
}

let opened: Promise<Served> | undefined

export function testServed(): Promise<Served> {
  opened ??= testSpace().then((space) => {
    const release = viewed(testRelease(space), space)
    return { space, release, ...derivedFor(release) }
  })
  return opened
}

/** The service's own log, kept line by line. */
export function memoryLog(): Log & { readonly lines: string[] } {
  const lines: string[] = []
  return { lines, ...jsonLog((line) => lines.push(line)) }
}

const appOf = async (log: Log) => {
  const served = await testServed()
  return buildApp(() => served, log)
}

let app: Promise<Hono<HttpEnvironment>> | undefined

/** One service for all tests; a new one where a test reads its log. */
export function testApp(log?: Log): Promise<Hono<HttpEnvironment>> {
  if (log !== undefined) return appOf(log)
  app ??= appOf(memoryLog())
  return app
}

/** What an operation is given, without a request. */
export function contextFor(served: Served): Context {
  return { ...served, answerCounts: new Map(), limits: statedLimits(DEFAULT_SETTINGS) }
}

export async function testContext(): Promise<Context> {
  return contextFor(await testServed())
}

/** Called like `fetch`, with a JSON body where there is one. */
export function post(body: unknown): RequestInit {
  return {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  }
}
