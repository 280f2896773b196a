import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fitnessOf, openReleaseFolder } from '../opened-release.ts'
import { type RankAgreement, rankAgreement } from './rank-agreement.ts'

export interface Budget {
  readonly instance: string
  readonly epochs: number
}

export interface AgreementOptions {
  readonly budgets: readonly Budget[]
  /** As in a sort order: `validationOverallAccuracy`. */
  readonly measure: string
  readonly release: string
  readonly out: string
}

/** Prints how alike measured values of instances and budgets order the cells, pair by pair. */
export async function runAgreement(
  { budgets, measure, release, out }: AgreementOptions,
  output: { write(text: string): unknown },
): Promise<void> {
  const opened = await openReleaseFolder(release)
  const values = await Promise.all(
    budgets.map((budget) => fitnessOf(opened, { ...budget, measure, source: 'tabular' })),
  )
  const pairs = budgets.flatMap((one, at) =>
    budgets.slice(at + 1).map((other, next) => ({
      one,
      other,
      ...rankAgreement(values[at] as Float64Array, values[at + 1 + next] as Float64Array),
    })),
  )
  await mkdir(out, { recursive: true })
  const path = join(out, 'agreement.json')
  const result = { release: opened.local.release, measure, pairs }
  await writeFile(path, `${JSON.stringify(result, null, 2)}\n`)
  output.write(
    `${measure}, measured values, cells that both have. Release ${result.release}.\n\n${tableOf(pairs)}\nWritten to ${path}.\n`,
  )
}

function tableOf(
  pairs: readonly (RankAgreement & { readonly one: Budget; readonly other: Budget })[],
): string {
  const nameOf = ({ instance, epochs }: Budget) => `${instance} at ${epochs} epochs`
  const digits = (value: number | null) => (value === null ? '–' : value.toFixed(3))
  const lines = pairs.map(
    ({ one, other, cells, tau, standardError }) =>
      `| ${nameOf(one)} | ${nameOf(other)} | ${cells.toLocaleString('en-GB')} | ${digits(tau)} | ${digits(standardError)} |`,
  )
  return [
    '| one | other | cells | tau | standard error |',
    '| --- | --- | --- | --- | --- |',
    ...lines,
  ]
    .join('\n')
    .concat('\n')
}
