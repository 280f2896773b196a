import { HOME } from '../common/home.ts'
import type { Cell } from './tip.ts'

/** Rows that a browser is asked to hold; the files of the release have all. */
const ROWS_MAX = 50_000

async function* linesOf(response: Response): AsyncGenerator<string> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const step = await reader?.read()
    if (step === undefined || step.done) break
    const lines = (rest + step.value).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
  if (rest !== '') yield rest
}

async function rowsOf(listing: string, onRows: (rows: number) => void): Promise<Cell[]> {
  const url = new URL(HOME + listing, location.href)
  url.searchParams.delete('limit')
  const stop = new AbortController()
  const response = await fetch(url, {
    headers: { Accept: 'application/x-ndjson' },
    signal: stop.signal,
  })
  if (!response.ok) {
    const problem = (await response.json().catch(() => null)) as { detail?: string } | null
    throw new Error(problem?.detail ?? `The service answered ${response.status}.`)
  }
  const rows: Cell[] = []
  for await (const line of linesOf(response)) {
    if (line !== '') rows.push(JSON.parse(line) as Cell)
    if (rows.length % 1000 === 0) onRows(rows.length)
    if (rows.length >= ROWS_MAX) break
  }
  stop.abort()
  return rows
}

/** `overallAccuracy.test` and the like, one field a number. */
function flat(values: object | null, suffix = ''): [string, unknown][] {
  return Object.entries(values ?? {}).flatMap(([name, value]): [string, unknown][] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).map(([split, own]) => [`${name}.${split}${suffix}`, own])
      : [[name + suffix, value]],
  )
}

function csvOf(rows: readonly Cell[]): string {
  const records = rows.map(
    ({ metrics, standardDeviation, ...own }) =>
      new Map<string, unknown>([
        ...Object.entries(own),
        ...flat(metrics),
        ...flat(standardDeviation, '.standardDeviation'),
      ]),
  )
  const names = [...new Set(records.flatMap((record) => [...record.keys()]))]
  const lines = records.map((record) => names.map((name) => record.get(name) ?? '').join(','))
  return `${[names.join(','), ...lines].join('\r\n')}\r\n`
}

function save(name: string, text: string, type: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type }))
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

const FORMATS = {
  CSV: { ending: 'csv', type: 'text/csv', write: csvOf },
  JSON: {
    ending: 'json',
    type: 'application/json',
    write: (rows: readonly Cell[]) => JSON.stringify(rows),
  },
} as const

/** Puts buttons that save all cells of the selection. */
export function addExports(place: HTMLElement, name: string): void {
  const listing = place.dataset['listing']
  if (listing === undefined) return
  const status = document.createElement('span')
  status.className = 'small'
  status.setAttribute('role', 'status')
  const buttons = Object.entries(FORMATS).map(([label, { ending, type, write }]) => {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'plain'
    button.textContent = `Save ${label}`
    button.addEventListener('click', async () => {
      for (const one of buttons) one.disabled = true
      try {
        const rows = await rowsOf(listing, (count) => {
          status.textContent = `${count.toLocaleString('en-GB')} cells…`
        })
        save(`${name}.${ending}`, write(rows), type)
        const cut = rows.length >= ROWS_MAX ? ' The files of the release have all cells.' : ''
        status.textContent = `Saved ${rows.length.toLocaleString('en-GB')} cells.${cut}`
      } catch (error) {
        status.textContent = error instanceof Error ? error.message : String(error)
      }
      for (const one of buttons) one.disabled = false
    })
    return button
  })
  place.prepend(...buttons)
  place.append(status)
}
