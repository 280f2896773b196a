import type { CardSource, SurrogateCard } from '../surrogate/card.ts'
import { type CardPlace, cardPath, findCard } from '../surrogate/card-files.ts'
import { RefusedError } from './refused-error.ts'

/**
 * The card that figures of these data belong into.
 * @throws RefusedError where there is no card, or one of a model that was trained on other data
 */
export async function cardToWrite(
  place: CardPlace,
  sources: readonly CardSource[],
): Promise<SurrogateCard> {
  const card = await findCard(place)
  if (card === null) {
    throw new RefusedError(
      `There is no card ${cardPath(place)}. Train the surrogate first, or leave out --write.`,
    )
  }
  const digests = (files: readonly CardSource[]) => files.map(({ sha256 }) => sha256).join()
  if (digests(card.training.sources) === digests(sources)) return card
  throw new RefusedError(
    `The model of ${cardPath(place)} was trained on other data than these. Train it again, name the same --data, or leave out --write.`,
  )
}
