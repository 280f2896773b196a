import { openNeighbourGraph } from '../db/neighbour-graph-file.ts'
import { openFitnessTable } from '../fitness/fitness-table.ts'
import { packPredictions } from '../fitness/packed-predictions.ts'
import { openPredictions } from '../fitness/predictions.ts'
import type { ReleasedInstance } from '../fitness/release.ts'
import {
  type InstanceLandscape,
  instanceLandscapes,
  landscapeMeasures,
  type ValuedInstance,
} from '../landscape/instance-landscapes.ts'
import { keepLandscapes } from '../release/kept-landscapes.ts'
import { type Column, unpackRelease } from '../release/packed-release.ts'
import { messageOf } from '../report/message-of.ts'
import { type NeighbourGraph, OPERATORS, type Operator } from '../space/neighbour-graph.ts'
import type { Space } from '../space/space.ts'
import { decodeSpace } from '../space/space-encoding.ts'
import { endWithParent } from './end-with-parent.ts'

// The process that compute-landscapes.ts starts: it gets a release column by column and keeps its landscapes.

/** What the child is sent, one after the other; the folder is the last. */
export type ToLandscapes =
  | { readonly text: string }
  | { readonly column: Column }
  | { readonly space: Uint8Array }
  | { readonly dataFolder: string }

/** Progress from 0 to 1, then how it ended. */
export type FromLandscapes =
  | { readonly progress: number }
  | { readonly landscapes: number }
  | { readonly error: string }

const columns: Column[] = []
let text = ''
let space = new Uint8Array()

function send(message: FromLandscapes): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined) resolve()
    else process.send(message, () => resolve()) // a service that is gone needs no progress
  })
}

function valued(
  { instance, tables, surrogate }: ReleasedInstance,
  { size }: Space,
): ValuedInstance {
  const predictions = (surrogate?.predictions ?? []).map((table) =>
    openPredictions(instance, packPredictions(table)),
  )
  const opened = tables.map((table) => openFitnessTable(instance, table, size))
  return {
    instance,
    tables: new Map(opened.map((table) => [table.epochs, table])),
    predictions: new Map(predictions.map((table) => [table.epochs, table])),
  }
}

/** How many landscapes an instance has at most: what progress is measured against. */
function most({ instance, tables, surrogate }: ReleasedInstance): number {
  const budgets = new Set([...tables, ...(surrogate?.predictions ?? [])].map((one) => one.epochs))
  return landscapeMeasures(instance).length * budgets.size * OPERATORS.length
}

async function compute(dataFolder: string): Promise<number> {
  const release = unpackRelease({ text, columns })
  const whole = decodeSpace(space)
  const graphs = new Map<Operator, NeighbourGraph>()
  for (const operator of OPERATORS) {
    graphs.set(operator, await openNeighbourGraph(dataFolder, whole, operator))
  }
  const graphOf = (operator: Operator) => graphs.get(operator) as NeighbourGraph
  const total = release.instances.reduce((sum, one) => sum + most(one), 0)
  const landscapes = new Map<string, InstanceLandscape[]>()
  let before = 0
  for (const one of release.instances) {
    const own: InstanceLandscape[] = []
    for (const landscape of instanceLandscapes(valued(one, whole), { space: whole, graphOf })) {
      own.push(landscape)
      await send({ progress: (before + own.length) / total })
    }
    before += most(one)
    landscapes.set(one.instance.id, own)
  }
  await keepLandscapes(dataFolder, release.id, landscapes)
  return [...landscapes.values()].flat().length
}

process.on('message', (message: ToLandscapes) => {
  if ('text' in message) text = message.text
  else if ('column' in message) columns.push(message.column)
  else if ('space' in message) space = Uint8Array.from(message.space)
  else {
    compute(message.dataFolder)
      .then(
        (landscapes): FromLandscapes => ({ landscapes }),
        (error: unknown): FromLandscapes => ({ error: messageOf(error) }),
      )
      .then(send)
      .finally(() => process.disconnect())
  }
})
// The service is gone, in whatever way: nobody waits for the landscapes.
process.on('disconnect', () => process.exit(0))
endWithParent()
