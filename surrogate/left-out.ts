import { z } from 'zod'

export const LeftOut = z
  .strictObject({
    architectureIds: z.array(z.int().min(0)).meta({ description: 'Ascending' }),
    means: z.array(z.number()).meta({ description: 'In the unit of the measure' }),
  })
  .meta({
    description:
      'What models that were not fitted to an architecture predict of it, of up to 300 rows; cards of older models have none',
  })

/** The text of a card with the numbers of each `LeftOut` on one line: there are some hundreds. */
export function withShortLists(text: string): string {
  return text.replaceAll(
    /("(?:architectureIds|means)": )\[([^\]]*)\]/g,
    (_, name: string, numbers: string) => `${name}[${numbers.replaceAll(/\s/g, '')}]`,
  )
}
