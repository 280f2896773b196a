import { expect, test } from 'vitest'
import { croissantOf } from '../../release/croissant.ts'
import { licencesMd } from '../../release/texts.ts'
import { smallRelease } from '../support/exported.ts'

test('the licences and the metadata of a release say of each source whom to name', () => {
  const release = smallRelease()
  expect(licencesMd(release)).toContain(
    '- MIT: Invented numbers (`invented.json`). Copyright 2025 Nobody\n',
  )
  expect(croissantOf(release, [])).toMatchObject({ creditText: 'Copyright 2025 Nobody' })
  const instances = release.instances.map((one) => ({
    ...one,
    sources: one.sources.map((source) => ({ ...source, attribution: null })),
  }))
  expect(licencesMd({ ...release, instances })).toContain(
    '- MIT: Invented numbers (`invented.json`)\n',
  )
  expect(croissantOf({ ...release, instances }, [])).not.toHaveProperty('creditText')
})
