import { expect, test } from 'vitest'
import { FRONT_WORLDS as WORLDS_ASKED } from '../../api/operations/front-membership.ts'
import type { Card } from '../../web/parts/intervals.ts'
import { trustBox } from '../../web/parts/trust-box.ts'
import { inOrder } from '../../web/shared/instance-order.ts'
import { axesOf, type Instance, mainAxis } from '../../web/shared/measures.ts'
import { FRONT_WORLDS, MEMBER_LEVELS, memberLevel } from '../../web/shared/member-level.ts'
import { EXAMPLE_RELEASE, exampleApp, exampleServed } from '../support/example-release.ts'
import { KNOWN_HASH } from '../support/served.ts'

const HTML = { headers: { Accept: 'text/html' } }

async function pageAt(path: string): Promise<string> {
  const app = await exampleApp()
  const response = await app.request(path, HTML)
  expect(response.status).toBe(200)
  return response.text()
}

test('the permanent link of an architecture keeps the instance that the page shows first', async () => {
  const page = await pageAt(`/architectures/${KNOWN_HASH}?instance=cifar10`)
  const [, link = ''] = /Permanent link[^<]*<a href="([^"]+)"/.exec(page) ?? []
  const { searchParams } = new URL(link.replaceAll('&amp;', '&'), 'http://service.test')
  expect(Object.fromEntries(searchParams)).toStrictEqual({
    instance: 'cifar10',
    release: EXAMPLE_RELEASE,
  })
})

test('the page of an instance counts as measured what the table has, and nothing that is predicted', async () => {
  const app = await exampleApp()
  const answer = await app.request('/v1/instances/so2sat-lcz42/statistics?source=tabular')
  const { architectures } = (await answer.json()) as { architectures: { tabular: number } }
  // Of every fifth invented prediction the nearest measured cell is 0 edits away.
  expect(architectures.tabular).toBe(2)
  const page = await pageAt('/instances/so2sat-lcz42')
  expect(page).toContain('<span class="number">2</span> measured')
  // Of the two, one has both of the numbers that are drawn.
  expect(/data-measured="\[\d+\]"/.exec(page)).not.toBeNull()
})

test('the page of an architecture lists the measures that have a value, and names the others', async () => {
  const page = await pageAt(`/architectures/${KNOWN_HASH}?instance=so2sat-lcz42`)
  const [values = ''] = /<section class="instance-values">.*?<\/section>/s.exec(page) ?? []
  expect(values).toMatch(/<th scope="row">/)
  expect(values).not.toMatch(/<td class="value">–<\/td><td>–<\/td>/)
  expect(values).toMatch(/Without a value at \d+ epochs: [a-z]/)
})

test('the pages list Earth observation first', () => {
  const of = (dataset: string, tabular: number, completeness = 'complete') =>
    ({ dataset, completeness, architectures: { tabular } }) as unknown as Instance
  const given = [of('CIFAR-10', 900), of('EuroSAT', 20), of('So2Sat', 450), of('Own', 0, 'none')]
  expect(inOrder(given).map(({ dataset }) => dataset)).toStrictEqual([
    'So2Sat',
    'EuroSAT',
    'Own',
    'CIFAR-10',
  ])
})

test('the editor says on which images a cell has so many parameters', async () => {
  const page = await pageAt('/editor?operations=conv3x3&edges=0-1,1-2')
  expect(page).toMatch(/[\d,]{6,} parameters on \w+/)
})

async function exampleCard(): Promise<Card> {
  const { release } = await exampleServed()
  const [model] = release.surrogates.values()
  if (model === undefined) throw new Error('No card')
  return model.card as unknown as Card
}

test('the trust box never says that all was measured where a card cannot be read', async () => {
  const card = await exampleCard()
  const axis = mainAxis(axesOf(card.instance as unknown as Instance))
  const [output] = card.outputs
  if (output === undefined) throw new Error('No output')
  const { epochs } = output
  const textOf = async (own: Card | null, surrogate: string | null, at = epochs) =>
    String(await trustBox(own, { axis, epochs: at, instance: { surrogate } }))
  expect(await textOf(null, null)).toContain('Every value here was measured')
  const unread = await textOf(null, 'so2sat-lcz42-1')
  expect(unread).toContain('cannot show the card')
  expect(unread).not.toContain('was measured')
  expect(await textOf(card, card.id, 7)).toContain('is not predicted at 7 epochs')
})

test('a cell is drawn larger the more worlds have it on their front', () => {
  expect(FRONT_WORLDS).toBe(WORLDS_ASKED)
  expect([1, 4, 5, 8, 9, 12, 13, 16].map(memberLevel)).toStrictEqual([1, 1, 2, 2, 3, 3, 4, 4])
  expect(memberLevel(WORLDS_ASKED)).toBe(MEMBER_LEVELS)
})
