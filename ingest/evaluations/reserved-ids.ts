import type { Instance } from '../../fitness/instance.ts'
import type { KnownInstances } from '../built-in.ts'
import { IngestError } from '../ingest-error.ts'

/** Exported releases have a database of this name beside those that are named after instances. */
const SHARED_DATABASE = 'architectures'

/** @throws IngestError where the instance has an id that is taken */
export function refuseReserved(file: string, { id }: Instance, known: KnownInstances): void {
  const reason = reasonAgainst(id, known)
  if (reason === null) return
  throw new IngestError({
    file,
    where: null,
    reason,
    fix: 'Choose another id for this instance.',
  })
}

function reasonAgainst(id: string, { ids }: KnownInstances): string | null {
  if (ids.includes(id)) {
    return `the instance ${id} has a source of its own and these tables would replace it`
  }
  if (id !== SHARED_DATABASE) return null
  return `exported releases have a file ${id}.sqlite already, and this instance's would replace it`
}
