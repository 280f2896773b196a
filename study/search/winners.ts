import { exactInterval } from './exact-interval.ts'

/** Architectures that count as the best of a world. */
const BEST = 100

/** The best architecture that one run of an algorithm found. */
export interface Winner {
  readonly algorithm: string
  /** The world that the run was in. */
  readonly world: number
  readonly value: number
  readonly isMeasured: boolean
}

export interface WinnersInput {
  readonly winners: readonly Winner[]
  /** Of worlds 0, 1, 2 and so on: the value of every architecture. */
  readonly worlds: readonly Float32Array[]
  readonly isMeasured: (architectureId: number) => boolean
  readonly direction: 'maximize' | 'minimize'
}

/** One world that was drawn whole. */
export interface StudiedWorld {
  readonly world: number
  /** The best value of all architectures, and the best that a run found. */
  readonly best: number
  readonly found: number | null
  /** Of the 100 best, how many were measured. */
  readonly measuredOfBest: number
}

export interface StudiedWinners {
  readonly worlds: readonly StudiedWorld[]
  /** Architectures that count as the best of a world. */
  readonly best: number
  /** Winners in worlds that were drawn whole, and how many of them are better than the best there. */
  readonly compared: number
  readonly better: number
  /** Of all winners, by algorithm. */
  readonly algorithms: readonly MeasuredShare[]
  /** Of the best of all worlds that were drawn whole; null without one. */
  readonly measuredShareOfBest: number | null
}

/** How many of some winners were measured. */
export interface MeasuredShare {
  readonly name: string
  readonly winners: number
  readonly measured: number
  /** 95 %, exact. */
  readonly interval: readonly [low: number, high: number]
}

/** Whether winners are measured architectures more often than the best of their worlds are. */
export function studyWinners({
  winners,
  worlds,
  isMeasured,
  direction,
}: WinnersInput): StudiedWinners {
  const sign = direction === 'maximize' ? -1 : 1
  const studied = worlds.map((values, world): StudiedWorld => {
    const costs = values.map((value) => sign * value)
    const order = Uint32Array.from(costs.keys()).sort(
      (left, right) => (costs[left] as number) - (costs[right] as number),
    )
    const found = winners.filter((one) => one.world === world).map(({ value }) => sign * value)
    return {
      world,
      best: values[order[0] as number] as number,
      found: found.length === 0 ? null : sign * Math.min(...found),
      measuredOfBest: order.subarray(0, BEST).filter(isMeasured).length,
    }
  })
  const compared = winners.filter(({ world }) => world < worlds.length)
  const better = compared.filter(
    ({ world, value }) => sign * value < sign * (studied[world]?.best as number),
  )
  const names = [...new Set(winners.map(({ algorithm }) => algorithm))]
  const measured = studied.reduce((sum, { measuredOfBest }) => sum + measuredOfBest, 0)
  return {
    worlds: studied,
    best: BEST,
    compared: compared.length,
    better: better.length,
    algorithms: names.map((name) =>
      measuredShare(
        name,
        winners.filter(({ algorithm }) => algorithm === name),
      ),
    ),
    measuredShareOfBest: studied.length === 0 ? null : measured / (BEST * studied.length),
  }
}

function measuredShare(name: string, winners: readonly Winner[]): MeasuredShare {
  const measured = winners.filter(({ isMeasured }) => isMeasured).length
  const interval = exactInterval(measured, winners.length)
  return { name, winners: winners.length, measured, interval }
}

/** The same as a section of a page. */
export function winnersSection(studied: StudiedWinners): string {
  const { worlds, algorithms, best, compared, better, measuredShareOfBest } = studied
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`
  const shares = algorithms.map(
    ({ name, winners, measured, interval: [low, high] }) =>
      `| ${name} | ${measured} of ${winners} | ${percent(low)} to ${percent(high)} |`,
  )
  const rows = worlds.map(
    ({ world, best: value, found, measuredOfBest }) =>
      `| ${world} | ${value.toPrecision(5)} | ${found?.toPrecision(5) ?? ''} | ${measuredOfBest} |`,
  )
  const among =
    measuredShareOfBest === null
      ? ''
      : `\nOf the ${best} best architectures of each whole world, ${percent(measuredShareOfBest)} were measured. Of ${compared} winners in these worlds, ${better} have a better value than the best architecture.

| world | best | best found | measured of the ${best} best |
| --- | --- | --- | --- |
${rows.join('\n')}
`
  return `## Measured winners

| algorithm | measured winners | 95 % interval of the share, exact |
| --- | --- | --- |
${shares.join('\n')}
${among}`
}
