import { expect, test } from 'vitest'
import { citedIn } from '../../release/citations.ts'
import { croissantOf } from '../../release/croissant.ts'
import { licencesMd } from '../../release/licences.ts'
import { smallRelease } from '../support/exported.ts'

test('the licences and the metadata of a release say of each source whom to name', () => {
  const release = smallRelease()
  expect(licencesMd(release)).toContain(
    '- MIT: Invented numbers (`invented.json`). Copyright 2025 Nobody\n',
  )
  expect(croissantOf(release, [], citedIn(release, []))).toMatchObject({
    creditText: 'Copyright 2025 Nobody',
  })
  const instances = release.instances.map((one) => ({
    ...one,
    sources: one.sources.map((source) => ({ ...source, attribution: null })),
  }))
  expect(licencesMd({ ...release, instances })).toContain(
    '- MIT: Invented numbers (`invented.json`)\n',
  )
  expect(croissantOf({ ...release, instances }, [], citedIn(release, []))).not.toHaveProperty(
    'creditText',
  )
})
