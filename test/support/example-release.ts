import type { Hono } from 'hono'
import { buildApp } from '../../api/http/app.ts'
import type { HttpEnvironment } from '../../api/http/http.ts'
import type { Served } from '../../api/operations/context.ts'
import { derivedFor } from './landscapes.ts'
import { predictedInstance, predictedRelease } from './predicted.ts'
import { memoryLog, testInstance } from './served.ts'
import { testSpace } from './space.ts'
import { viewed } from './viewed.ts'
import { worldsFor } from './world-model.ts'

// The examples of the reference name real instances; the numbers are the invented ones.
const ID = 'so2sat-lcz42'
const OTHER_ID = 'cifar10'

/** The id of the release below. */
export const EXAMPLE_RELEASE = 'r0123456789ab'

let opened: Promise<Served> | undefined

/** A release that can answer every example of the reference. */
export function exampleServed(): Promise<Served> {
  opened ??= testSpace().then((space) => {
    const { release, models } = predictedRelease(space)
    const instance = { ...testInstance, id: ID }
    const instances = release.instances.map((one) => {
      if (one.instance === predictedInstance) {
        return { ...one, instance: { ...predictedInstance, id: OTHER_ID } }
      }
      return one.instance === testInstance && one.surrogate !== null
        ? { ...one, instance, surrogate: { ...one.surrogate, id: `${ID}-1` } }
        : one
    })
    const named = models.map((model) =>
      model.card.instance === testInstance
        ? { ...model, id: `${ID}-1`, card: { ...model.card, id: `${ID}-1`, instance } }
        : model,
    )
    const view = viewed({ ...release, id: EXAMPLE_RELEASE, instances }, space, named)
    const tables = [...(view.instances.get(ID)?.predictions.values() ?? [])]
    const readWorlds = () =>
      worldsFor(
        ID,
        tables.map(({ packed }) => packed),
      )
    return { space, release: view, readWorlds, ...derivedFor(view) }
  })
  return opened
}

let app: Promise<Hono<HttpEnvironment>> | undefined

/** One service for all tests. */
export function exampleApp(): Promise<Hono<HttpEnvironment>> {
  app ??= exampleServed().then((served) => buildApp(() => served, memoryLog()))
  return app
}
