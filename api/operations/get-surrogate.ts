import { z } from 'zod'
import { operation } from './operation.ts'
import { SurrogateCard, SurrogateId } from './schemas/surrogate.ts'
import { cardsRevision, surrogateModel } from './surrogate.ts'

export const getSurrogate = operation({
  name: 'getSurrogate',
  method: 'GET',
  path: '/v1/surrogates/{surrogate}',
  summary: 'Get the card of a surrogate',
  description:
    'What a surrogate was trained on and how, what it predicts, how well it does on architectures it has not seen, and where it does not.',
  input: z.strictObject({ surrogate: SurrogateId }),
  output: SurrogateCard,
  reads: 'cards',
  errors: ['surrogate_not_found'],
  examples: [{ title: 'The card of So2Sat LCZ-42', input: { surrogate: 'so2sat-lcz42-1' } }],
  revision: cardsRevision,
  handle: (context, { surrogate }) => surrogateModel(context, surrogate).card,
})
