import { expect, test } from 'vitest'
import { publishRelease } from '../../db/publish-release.ts'
import { ServedRelease } from '../../service/served-release.ts'
import { describeDatabases } from '../support/databases.ts'
import { predictedServed } from '../support/predicted.ts'
import { testSpace } from '../support/space.ts'
import { ingest, testEvaluations, testPlan } from '../support/test-ingest.ts'

describeDatabases('a served release', (databases) => {
  test('is loaded anew where only the card of a model has changed, and not where nothing has', async () => {
    const db = await databases.empty()
    const space = await testSpace()
    await ingest(db, testPlan(), testEvaluations(0, 5))
    const { id } = await publishRelease(db, space)
    const models = [...(await predictedServed()).release.surrogates.values()]
    const evaluated = models.map((model) => ({
      ...model,
      card: { ...model.card, limitations: ['Another'] },
    }))
    const served = new ServedRelease()
    expect(await served.load(db, id, { space, models })).toBe(true)
    expect(await served.load(db, id, { space, models: structuredClone(models) })).toBe(false)
    expect(await served.load(db, id, { space, models: evaluated })).toBe(true)
    expect(await served.load(db, id, { space, models: evaluated })).toBe(false)
  })
})
