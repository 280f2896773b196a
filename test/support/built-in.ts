import { knownInstances } from '../../ingest/built-in.ts'
import type { Source } from '../../ingest/source.ts'
import { NO_INPUT } from '../../ingest/source-kind.ts'
import { builtInInstances } from '../../instances/registry.ts'
import type { Reporter } from '../../report/reporter.ts'
import type { Space } from '../../space/space.ts'
import { sourcesFolder } from './sources.ts'

/** Every built-in instance; the registry is read once. */
export const BUILT_IN = await builtInInstances()

/** What the general readers know of them. */
export const KNOWN = knownInstances(BUILT_IN)

/** The source of a built-in instance, with its files from the folder of real data. */
export async function openBuiltIn(
  id: string,
  { space, reporter }: { space: Space; reporter: Reporter },
): Promise<Source> {
  const builtIn = BUILT_IN.find((one) => one.id === id)
  const places = { folders: [sourcesFolder ?? ''], reporter, download: false }
  const opened = await builtIn?.source.open(NO_INPUT, { space, reporter, places, known: KNOWN })
  if (opened?.status !== 'found') throw new Error(`The files of ${id} are not there`)
  return opened.source
}
