import { readTrajectory, type Trajectory } from '../../search/trajectory.ts'
import type { Axis } from '../shared/measures.ts'
import { distanceIn, replayed } from '../shared/replay.ts'
import { HOME } from './common/home.ts'
import { drawReplay } from './landscape/draw-replay.ts'

const drop = document.querySelector<HTMLElement>('#replay')
const place = document.querySelector<HTMLElement>('#replayed')
const plot = document.querySelector<HTMLElement>('#fitness-distance')
const input = document.querySelector<HTMLInputElement>('#trajectory')

function say(...text: (Node | string)[]): void {
  const paragraph = document.createElement('p')
  paragraph.className = 'notice'
  paragraph.setAttribute('role', 'alert')
  paragraph.append(...text)
  place?.replaceChildren(paragraph)
}

let distances: Promise<Uint8Array> | undefined

function loadDistances(address: string): Promise<Uint8Array> {
  distances ??= fetch(HOME + address).then(async (response) => {
    if (response.ok) return new Uint8Array(await response.arrayBuffer())
    const problem = (await response.json().catch(() => null)) as { detail?: string } | null
    throw new Error(problem?.detail ?? `The service answered ${response.status}.`)
  })
  distances.catch(() => {
    distances = undefined // the next file tries again
  })
  return distances
}

/** A link to the landscape that a search was made on; null where it is the one of this page. */
function otherLandscape({ header }: Trajectory, axis: Axis): HTMLAnchorElement | null {
  const { instance, epochs, objectives } = header
  const measure = objectives[0]?.name ?? ''
  const own = drop?.dataset
  if (instance === own?.['instance'] && String(epochs) === own['epochs'] && measure === axis.key) {
    return null
  }
  const link = document.createElement('a')
  const query = new URLSearchParams({ measure, epochs: String(epochs) })
  link.href = `${HOME}/instances/${encodeURIComponent(instance)}/landscape?${query}`
  link.textContent = `${measure} of ${instance} at ${epochs} epochs`
  return link
}

let opened = 0
let close = () => {}

async function open(file: File): Promise<void> {
  if (drop === null || place === null || plot === null) return
  const own = ++opened
  // What an earlier file drew would stay on the plot, and go on playing.
  close()
  try {
    const trajectory = readTrajectory(await file.text())
    if (own !== opened) return
    const axis = JSON.parse(drop.dataset['axis'] ?? '') as Axis
    const other = otherLandscape(trajectory, axis)
    if (other !== null) return say('This search was on another landscape: ', other, '.')
    place.textContent = 'Loading distances …'
    const rows = await loadDistances(drop.dataset['distances'] ?? '')
    if (own !== opened) return
    const cells = replayed(trajectory, (hash) => distanceIn(rows, hash))
    if (cells.length === 0) return say(`${file.name} has no evaluation with a value.`)
    const { instance = '', steps = '' } = drop.dataset
    close = drawReplay(place, { cells, plot, axis, instance, steps })
  } catch (error) {
    if (own === opened) say(`${file.name}: ${error instanceof Error ? error.message : error}`)
  }
}

input?.addEventListener('change', () => {
  const [file] = input.files ?? []
  if (file !== undefined) open(file)
})
drop?.addEventListener('dragover', (event) => event.preventDefault())
drop?.addEventListener('drop', (event) => {
  event.preventDefault()
  const [file] = event.dataTransfer?.files ?? []
  if (file !== undefined) open(file)
})
