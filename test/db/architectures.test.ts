import { beforeAll, expect, test } from 'vitest'
import { storeArchitectures } from '../../db/architectures.ts'
import type { Database } from '../../db/database.ts'
import type { Space } from '../../space/space.ts'
import { describeDatabases } from '../support/databases.ts'
import { testSpace } from '../support/space.ts'

describeDatabases('storeArchitectures', (databases) => {
  let db: Database
  let space: Space
  beforeAll(async () => {
    space = await testSpace()
    db = await databases.open()
  })

  test('stores all 423,624 architectures and says how far it is', {
    timeout: 120_000,
  }, async () => {
    const steps: number[] = []
    await storeArchitectures(db, space, (done, total) => steps.push(done / total))
    expect(steps.at(-1)).toBe(1)
    expect(steps).toEqual(steps.toSorted((a, b) => a - b))
    const counted = await db.kysely
      .selectFrom('architectures')
      .select('vertices')
      .select((select) => select.fn.countAll<number>().as('architectures'))
      .groupBy('vertices')
      .orderBy('vertices')
      .execute()
    // The numbers by vertices are those of the NASBench-101 paper's space.
    expect(counted.map((row) => row.architectures)).toEqual([1, 6, 84, 2441, 62_010, 359_082])
  })

  test('stores the cell under the rank of its hash', async () => {
    const row = await db.kysely
      .selectFrom('architectures')
      .selectAll()
      .where('module_hash', '=', 'fb150c15ea56ec137175f9cc967397a9')
      .executeTakeFirstOrThrow()
    const { vertices } = space.cellOf(415_498)
    expect(row).toMatchObject({ architecture_id: 415_498, vertices })
    expect(row.matrix.length).toBe(vertices ** 2)
    expect(row.matrix.match(/1/g)?.length).toBe(row.edges)
    expect(row.operations).toMatch(/^input(,(conv3x3-bn-relu|conv1x1-bn-relu|maxpool3x3))*,output$/)
  })

  test('does nothing when they are there', async () => {
    let steps = 0
    await storeArchitectures(db, space, () => steps++)
    expect(steps).toBe(0)
  })

  test('makes a table whole of which only a part is there', async () => {
    const small = { size: 1000, hashOf: space.hashOf, cellOf: space.cellOf }
    const other = await databases.empty()
    await storeArchitectures(other, small)
    await other.kysely.deleteFrom('architectures').where('architecture_id', '>', 500).execute()
    await storeArchitectures(other, small)
    const stored = await other.kysely
      .selectFrom('architectures')
      .select('architecture_id')
      .execute()
    expect(stored.length).toBe(1000)
  })
})
