import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { testSpace } from '../support/space.ts'
import { vectorFiles } from './vector-files.ts'

// node --import tsx test/vectors/generate.ts
for (const [name, text] of await vectorFiles(await testSpace())) {
  writeFileSync(join(import.meta.dirname, name), text)
}
