import { measureName } from '../../fitness/measure.ts'
import type { PackedPredictions } from '../../fitness/packed-predictions.ts'
import type { World } from '../../fitness/world.ts'
import type { Space } from '../../space/space.ts'
import { drawWorld, type WorldDraw } from '../../surrogate/worlds/draw-world.ts'
import { wholeWorld } from '../../surrogate/worlds/whole-world.ts'
import { worldCells } from '../../surrogate/worlds/world-cells.ts'
import { type OpenBudget, openBudget } from '../../surrogate/worlds/world-model.ts'
import type { Context } from './context.ts'
import { ApiError, clientLeft } from './errors.ts'
import type { Preparation } from './operation.ts'
import type { InstanceView } from './release-view.ts'
import { type Caller, runCooperatively, STAYS } from './run-cooperatively.ts'
import { SharedWork } from './shared-work.ts'

/** Worlds of a budget that stay in memory: about 0.3 MB each. */
const DRAWS_MAX = 16
/** Worlds whose values of all architectures stay in memory: 1.7 MB a measure each. */
const WHOLE_MAX = 2

/** Milliseconds of the processor for the draw of a world. */
const DRAW_MS = 75
/** The same for a measure of a whole world, and what one is charged at most. */
const WHOLE_MEASURE_MS = 7000
const WHOLE_MS_MAX = 30_000
/** Whole worlds that wait for the one that is being computed. */
const WHOLE_WAITING_MAX = 16

/** What is kept of the worlds of one instance at one budget. */
interface BudgetWorlds {
  /** Null where the file that worlds are drawn from is missing. */
  budget: OpenBudget | null
  readonly draws: Map<number, WorldDraw>
  /** By seed: columns in the order of the predictions. */
  readonly whole: Map<number, readonly Float32Array[]>
  /** The whole ones that are being computed. */
  readonly running: SharedWork
}

// Of the predictions of a release: with them it goes.
const known = new WeakMap<PackedPredictions, BudgetWorlds>()

function worldsOf(predictions: PackedPredictions): BudgetWorlds | undefined {
  return known.get(predictions)
}

/** All that the worlds of predictions have in common; null or undefined where it was not prepared. */
export function openedBudget(predictions: PackedPredictions): OpenBudget | null | undefined {
  return worldsOf(predictions)?.budget
}

/** A map keeps the order of insertion: the first is the one that was longest not asked for. */
function keep<Value>(map: Map<number, Value>, seed: number, value: Value, most: number): void {
  map.delete(seed)
  map.set(seed, value)
  const [oldest] = map.keys()
  if (map.size > most && oldest !== undefined) map.delete(oldest)
}

export interface WorldRequest {
  readonly view: InstanceView
  readonly epochs: number
  readonly seed: number
}

/** The world of a seed; undefined where it was not prepared or cannot be drawn. */
export function worldAt(space: Space, { view, epochs, seed }: WorldRequest): World | undefined {
  const predictions = view.predictions.get(epochs)?.packed
  if (predictions === undefined) return undefined
  const worlds = worldsOf(predictions)
  if (!worlds?.budget) return undefined
  const draw = worlds.draws.get(seed) ?? drawWorld(worlds.budget, seed)
  keep(worlds.draws, seed, draw, DRAWS_MAX)
  const { budget, whole } = worlds
  const inMemory = whole.get(seed)
  if (inMemory !== undefined) keep(whole, seed, inMemory, WHOLE_MAX)
  let drawn: ReturnType<typeof worldCells> | undefined
  const cells = () => {
    drawn ??= worldCells(budget, draw, { space, predictions, seed })
    return drawn
  }
  const values = new Float64Array(predictions.measures.length)
  return {
    seed,
    valuesAt: (architectureId, run) => {
      // The world can stay open for longer than the values of all architectures stay in memory.
      const columns = run === null ? whole.get(seed) : undefined
      if (columns === undefined) return cells().valuesAt(architectureId, run)
      for (const [place, column] of columns.entries()) {
        values[place] = column[architectureId] as number
      }
      return values
    },
    columnOf: (name) => {
      const place = predictions.measures.findIndex((measure) => measureName(measure) === name)
      if (place < 0) return undefined
      const column = whole.get(seed)?.[place]
      if (column !== undefined) return (architectureId) => column[architectureId] as number
      // For look-ups of a few; whoever reads all has prepared the whole world.
      return (architectureId) => cells().valuesAt(architectureId, null)[place] as number
    },
  }
}

/**
 * What has to be computed before a world answers: undefined where nothing has, so that look-ups need
 * not wait for a promise.
 * @param isWhole whether the values of all architectures are needed
 */
export function prepareWorld(
  context: Context,
  { view, epochs, seed }: WorldRequest,
  isWhole: boolean,
): Preparation | undefined {
  const predictions = view.predictions.get(epochs)?.packed
  if (predictions === undefined) return undefined
  const worlds = worldsOf(predictions)
  const isOpen = worlds !== undefined && (worlds.budget === null || worlds.draws.has(seed))
  if (isOpen && (!isWhole || worlds.budget === null || worlds.whole.has(seed))) return undefined
  const whole = isWhole ? WHOLE_MEASURE_MS * predictions.measures.length : 0
  return {
    processorMs: Math.min(WHOLE_MS_MAX, DRAW_MS + whole),
    run: (caller = STAYS) => prepare(context, { predictions, view, epochs, seed, isWhole, caller }),
  }
}

interface Preparing extends WorldRequest {
  readonly predictions: PackedPredictions
  readonly isWhole: boolean
  readonly caller: Caller
}

async function prepare(context: Context, request: Preparing): Promise<void> {
  const { predictions, seed, isWhole, epochs, view, caller } = request
  const worlds = await opened(context, request)
  const { budget } = worlds
  if (budget === null) return
  const draw = worlds.draws.get(seed) ?? drawWorld(budget, seed)
  keep(worlds.draws, seed, draw, DRAWS_MAX)
  if (!isWhole || worlds.whole.has(seed)) return
  const { space, computeWorld } = context
  await worlds.running.run(`whole ${seed}`, caller, (callers) =>
    enqueue(space, async () => {
      if (callers.hasLeft()) throw clientLeft()
      const surrogate = view.surrogate as string
      const asked = { surrogate, epochs, seed, predictions, budget, draw, callers }
      const elsewhere = await computeWorld?.(asked)
      const values =
        elsewhere ??
        (await runCooperatively(wholeWorld(budget, draw, { space, predictions, seed }), callers))
      keep(worlds.whole, seed, values, WHOLE_MAX)
    }),
  )
}

interface WorldQueue {
  last: Promise<unknown>
  length: number
}

const queues = new WeakMap<Space, WorldQueue>()

/** One whole world at a time: each keeps a processor for up to a minute. */
async function enqueue(space: Space, work: () => Promise<void>): Promise<void> {
  const queue = queues.get(space) ?? { last: Promise.resolve(), length: 0 }
  queues.set(space, queue)
  if (queue.length > WHOLE_WAITING_MAX) {
    throw new ApiError('unavailable', 'Too many worlds are being computed; try again in a minute.')
  }
  queue.length++
  const computed = queue.last.then(work)
  queue.last = computed.catch(() => {}) // the next one does not fail with it
  try {
    await computed
  } finally {
    queue.length--
  }
}

const opening = new WeakMap<PackedPredictions, Promise<BudgetWorlds>>()

function opened(context: Context, request: Preparing): Promise<BudgetWorlds> {
  const { predictions } = request
  const before = worldsOf(predictions)
  if (before !== undefined) return Promise.resolve(before)
  const running = opening.get(predictions)
  if (running !== undefined) return running
  const now = openWorlds(context, request).finally(() => opening.delete(predictions))
  opening.set(predictions, now)
  return now
}

async function openWorlds(context: Context, request: Preparing): Promise<BudgetWorlds> {
  const { predictions, view, epochs } = request
  const { space, readWorlds } = context
  const file = view.surrogate === null ? null : ((await readWorlds?.(view.surrogate)) ?? null)
  const own = file?.budgets.find((budget) => budget.epochs === epochs)
  const { correlations } = predictions
  // Others may wait for it too: nobody who leaves stops it.
  const budget =
    own === undefined
      ? null
      : await runCooperatively(openBudget(own, { instance: view.instance.id, space, correlations }))
  const made = { budget, draws: new Map(), whole: new Map(), running: new SharedWork() }
  known.set(predictions, made)
  return made
}
