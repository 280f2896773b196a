import { readTrajectory, type Trajectory } from '../../search/trajectory.ts'
import { algorithmName, anytimeCurve, type Band, bandOf, problemText } from '../shared/anytime.ts'
import { drawSearches } from './searches/draw-searches.ts'

const place = document.querySelector<HTMLElement>('#searches')
const input = document.querySelector<HTMLInputElement>('#trajectories')
const drop = document.querySelector<HTMLElement>('#drop')

function notice(text: string): HTMLElement {
  const paragraph = document.createElement('p')
  paragraph.className = 'notice'
  paragraph.setAttribute('role', 'alert')
  paragraph.textContent = text
  return paragraph
}

interface Opened {
  readonly trajectories: readonly Trajectory[]
  /** What is wrong with the files that could not be opened. */
  readonly problems: readonly string[]
}

async function openFiles(files: readonly File[]): Promise<Opened> {
  const trajectories: Trajectory[] = []
  const problems: string[] = []
  for (const file of files) {
    try {
      const trajectory = readTrajectory(await file.text())
      if (anytimeCurve(trajectory).values.every(Number.isNaN)) {
        throw new Error('It has no evaluation with a value.')
      }
      trajectories.push(trajectory)
    } catch (error) {
      problems.push(`${file.name}: ${error instanceof Error ? error.message : error}`)
    }
  }
  return { trajectories, problems }
}

function groupedBy<Item>(items: readonly Item[], keyOf: (item: Item) => string) {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const key = keyOf(item)
    groups.set(key, [...(groups.get(key) ?? []), item])
  }
  return groups
}

function bandsOf(trajectories: readonly Trajectory[]): Band[] {
  return [...groupedBy(trajectories, algorithmName)].map(([name, own]) =>
    bandOf(name, own.map(anytimeCurve)),
  )
}

/** Draws the searches of the problem that most of the files are of, and names the others. */
async function show(files: readonly File[]): Promise<void> {
  if (place === null || files.length === 0) return
  const { trajectories, problems } = await openFiles(files)
  const groups = [...groupedBy(trajectories, problemText)].sort(
    ([, one], [, other]) => other.length - one.length,
  )
  const [first, ...others] = groups
  const left = others.map(
    ([problem, own]) => `Left out, of another problem: ${own.length} of ${problem}.`,
  )
  place.replaceChildren(...[...problems, ...left].map(notice))
  const header = first?.[1][0]?.header
  if (first === undefined || header === undefined) return
  drawSearches(place, { problem: first[0], header, bands: bandsOf(first[1]) })
}

input?.addEventListener('change', () => show([...(input.files ?? [])]))
drop?.addEventListener('dragover', (event) => event.preventDefault())
drop?.addEventListener('drop', (event) => {
  event.preventDefault()
  show([...(event.dataTransfer?.files ?? [])])
})
