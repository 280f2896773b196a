import { editDistances } from '../space/edit-distance.ts'
import type { Space } from '../space/space.ts'
import type { SurrogateCard } from '../surrogate/card.ts'
import {
  type CardPlace,
  cardPath,
  findCard,
  rewriteCard,
  versionsOf,
} from '../surrogate/card-files.ts'
import type { WorldsFile } from '../surrogate/worlds/world-file.ts'
import { cardToWrite } from './card-to-write.ts'
import { CheckError } from './check-error.ts'
import { checkWalks, walkCheckLines } from './check-walks.ts'
import { checkWorlds, worldCheckLines } from './check-worlds.ts'
import type { Prepared, SurrogateEnvironment } from './command.ts'
import type { SurrogateCall } from './command-line.ts'
import { readWalks } from './walks.ts'

/** A model that worlds are drawn from. */
interface Checked {
  readonly place: CardPlace
  readonly card: SurrogateCard
  readonly file: WorldsFile
}

/**
 * Checks worlds of a model that is trained: against its predictions and posterior, or against walks.
 * @param prepare reads what walks were measured, which is in the database
 * @throws CheckError where there is no card, no file of worlds or no walk
 */
export async function checkWorldsCall(
  call: SurrogateCall,
  environment: SurrogateEnvironment,
  prepare: (call: SurrogateCall, environment: SurrogateEnvironment) => Promise<Prepared>,
): Promise<void> {
  const checked = await modelOf(call, environment)
  const { place, card, file } = checked
  if (call.walks !== null) {
    const prepared = await prepare(call, environment)
    // Before hours of work, not after.
    if (call.write) await cardToWrite(place, prepared.sources)
    const walkChecks = await walkChecksOf(checked, {
      walks: call.walks,
      call,
      environment,
      prepared,
    })
    environment.write(`${walkCheckLines(walkChecks).join('\n')}\n`)
    return keep(call, environment, { ...checked, checks: { walkChecks } })
  }
  const space = await environment.openSpace()
  const worldChecks = await checkWorlds({
    card,
    file,
    space,
    predictions: (architectureIds) =>
      environment.somePredictions(card, place, { space, architectureIds }),
    onProgress: environment.progress,
  })
  environment.write(`${worldCheckLines(worldChecks).join('\n')}\n`)
  return keep(call, environment, { ...checked, checks: { worldChecks } })
}

interface Kept extends Pick<Checked, 'place' | 'card'> {
  readonly checks: Pick<SurrogateCard, 'worldChecks' | 'walkChecks'>
}

async function keep(
  { write }: SurrogateCall,
  environment: SurrogateEnvironment,
  { place, card, checks }: Kept,
): Promise<void> {
  if (!write) return
  // Another command can have written into the card meanwhile.
  const now = (await findCard(place)) ?? card
  await rewriteCard(place, { ...now, ...checks })
  environment.write(`Kept in ${cardPath(place)}\n`)
}

async function modelOf(call: SurrogateCall, environment: SurrogateEnvironment): Promise<Checked> {
  const folder = {
    modelsFolder: call.modelsFolder ?? environment.modelsFolder,
    instance: call.instance,
  }
  const version = call.version ?? (await versionsOf(folder)).at(-1) ?? '1'
  const place: CardPlace = { ...folder, version }
  const card = await findCard(place)
  if (card === null) {
    throw new CheckError(`There is no card ${cardPath(place)}. Train the surrogate first.`)
  }
  const file = await environment.worldsFile(card, place)
  if (file !== null) return { place, card, file }
  throw new CheckError(
    `${cardPath(place)} names no file of worlds. Train the surrogate again (docs/surrogate.md).`,
  )
}

interface WalksAsked {
  readonly walks: string
  readonly call: SurrogateCall
  readonly environment: SurrogateEnvironment
  readonly prepared: Prepared
}

async function walkChecksOf(
  { place, card, file }: Checked,
  { walks: path, call, environment, prepared }: WalksAsked,
) {
  const { space, data, instance, recipe } = prepared
  const walks = await readWalks(path, call.columns, space)
  const predictions = await environment.somePredictions(card, place, {
    space,
    architectureIds: [...new Set(walks.flat())],
  })
  const distancesFrom = distancesIn(environment, space)
  // A model that was given a lower budget would have to be trained with it.
  const [lowest] = data.sets
  const found = data.sets
    .filter((set) => set === lowest)
    .flatMap((set) => {
      const budget = file.budgets.find(({ epochs }) => epochs === set.epochs)
      const own = predictions.find(({ epochs }) => epochs === set.epochs)
      if (budget === undefined || own === undefined) return []
      const whole = { budget, predictions: own }
      const context = { instance, recipe, space, distancesFrom, seed: call.seed }
      return checkWalks({ ...context, set, walks, whole, onProgress: environment.progress })
    })
  if (found.length > 0) return found
  throw new CheckError(`No walk of ${path} was measured whole; ingest what was measured on it.`)
}

function distancesIn(environment: SurrogateEnvironment, space: Space) {
  const graph = environment.openGraph(space)
  return (architectureIds: Iterable<number>) => editDistances(graph, architectureIds)
}
