import { HOME } from './common/home.ts'

const POLL_MS = 3000
const AGAIN_MS = 10_000
const MINUTE_S = 60

interface Readiness {
  readonly predictions?: string
  readonly progress?: number
}

/** Seconds that are left at the speed so far; null as long as nothing has moved. */
function secondsLeft(first: Seen, last: Seen): number | null {
  const done = last.progress - first.progress
  return done <= 0 ? null : ((1 - last.progress) * (last.atMs - first.atMs)) / done / 1000
}

interface Seen {
  readonly progress: number
  readonly atMs: number
}

function inWords(seconds: number | null): string {
  if (seconds === null) return ''
  if (seconds < MINUTE_S) return ', ready in less than a minute'
  return `, ready in about ${Math.ceil(seconds / MINUTE_S)} min`
}

/** Says how far the predictions are and when they will be ready; then the page is loaded again. */
async function follow(places: NodeListOf<HTMLElement>): Promise<void> {
  let first: Seen | null = null
  let progress = 0
  for (;;) {
    const response = await fetch(`${HOME}/readyz`).catch(() => null)
    const state = (await response?.json().catch(() => null)) as Readiness | null | undefined
    if (state?.predictions === 'complete') {
      // Something else may still be computed: the page must not be asked for in a circle.
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
      return location.reload()
    }
    // A service that does not answer for a moment has lost nothing.
    progress = state?.progress ?? progress
    const seen = { progress, atMs: performance.now() }
    first ??= seen
    const text = `Predictions: ${Math.round(100 * seen.progress)} %${inWords(secondsLeft(first, seen))}.`
    for (const place of places) {
      const bar = document.createElement('progress')
      bar.max = 1
      bar.value = seen.progress
      bar.setAttribute('aria-label', 'Predictions computed')
      place.replaceChildren(bar, ` ${text}`)
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
}

const places = document.querySelectorAll<HTMLElement>('[data-progress]')
if (places.length > 0) follow(places)
