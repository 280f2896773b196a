import { editDistances } from '../../space/edit-distance.ts'
import type { Distances } from '../../training/target-fit.ts'
import { testGraph } from './landscapes.ts'

export async function testDistances(): Promise<Distances> {
  const own = await testGraph()
  return (ids) => editDistances(own, ids)
}
