import type { Instance } from '../../fitness/instance.ts'
import { IngestError } from '../ingest-error.ts'
import { cifar10 } from '../instances/cifar10.ts'
import { so2satLcz42 } from '../instances/so2sat-lcz42.ts'

/** Instances that have a source of their own. */
const BUILT_IN_IDS: readonly string[] = [
  so2satLcz42.id,
  'so2sat-lcz42-landscape-72',
  'so2sat-lcz42-landscape-100',
  cifar10.id,
  'cifar10-search-logs',
  'ec-nas-bench',
]

/** Exported releases have a database of this name beside those that are named after instances. */
const SHARED_DATABASE = 'architectures'

/** @throws IngestError where the instance has an id that is taken */
export function refuseReserved(file: string, { id }: Instance): void {
  const reason = reasonAgainst(id)
  if (reason === null) return
  throw new IngestError({
    file,
    where: null,
    reason,
    fix: 'Choose another id for this instance.',
  })
}

function reasonAgainst(id: string): string | null {
  if (BUILT_IN_IDS.includes(id)) {
    return `the instance ${id} has a source of its own and these tables would replace it`
  }
  if (id !== SHARED_DATABASE) return null
  return `exported releases have a file ${id}.sqlite already, and this instance's would replace it`
}
