import {
  type CardPlace,
  cardPath,
  findCard,
  rewriteCard,
  versionsOf,
} from '../surrogate/card-files.ts'
import { CheckError } from './check.ts'
import { checkWorlds, worldCheckLines } from './check-worlds.ts'
import type { SurrogateEnvironment } from './command.ts'
import type { SurrogateCall } from './command-line.ts'

/**
 * Checks worlds of a model that is trained; needs no database.
 * @throws CheckError where there is no card, or no file of worlds
 */
export async function checkWorldsCall(
  call: SurrogateCall,
  environment: SurrogateEnvironment,
): Promise<void> {
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
  if (file === null) {
    throw new CheckError(
      `${cardPath(place)} names no file of worlds. Train the surrogate again (docs/surrogate.md).`,
    )
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
  if (!call.write) return
  await rewriteCard(place, { ...card, worldChecks })
  environment.write(`Kept in ${cardPath(place)}\n`)
}
