import type { Instance } from '../../fitness/instance.ts'
import { IngestError } from '../ingest-error.ts'
import { cifar10 } from '../instances/cifar10.ts'
import { so2satLcz42 } from '../instances/so2sat-lcz42.ts'

/** Instances that have a source of their own. */
const BUILT_IN_IDS: readonly string[] = [
  so2satLcz42.id,
  'so2sat-lcz42-landscape',
  cifar10.id,
  'cifar10-search-logs',
]

/** @throws IngestError where the instance has the id of one that the project loads itself */
export function refuseReserved(file: string, { id }: Instance): void {
  if (!BUILT_IN_IDS.includes(id)) return
  throw new IngestError({
    file,
    where: null,
    reason: `the instance ${id} has a source of its own and these tables would replace it`,
    fix: 'Choose another id for this instance.',
  })
}
