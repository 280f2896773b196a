import { coverageOf } from '../fitness/coverage.ts'
import { describeInstance } from '../fitness/describe-instance.ts'
import type { ReleasedInstance } from '../fitness/release.ts'
import type { Space } from '../space/space.ts'

/** The instance as `GET /v1/instances/{instance}` answers it. */
export function instanceJson(exported: ReleasedInstance, { size }: Space): string {
  const { instance, completeness, sources, tables, surrogate } = exported
  const coverage = coverageOf(tables, surrogate?.predictions ?? [], size)
  const described = {
    instance,
    completeness,
    sources,
    surrogate: surrogate?.id ?? null,
    withheld: surrogate?.withheld ?? [],
  }
  return JSON.stringify(describeInstance({ ...described, ...coverage }, size))
}
