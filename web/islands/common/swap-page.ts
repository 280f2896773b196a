/** The parts of a page that follow its address, loaded again without leaving the page. */
export interface Swapping {
  /** Links that only change the query of the address. */
  readonly links: string
  /** Called after each load, for what scripts add. */
  readonly onLoad: () => void
}

let loading = new AbortController()
/** The page that is being loaded. */
let pending: string | null = null

/** Without the fragment, which only scrolls. */
function pageOf(address: string): string {
  const { pathname, search } = new URL(address, location.href)
  return pathname + search
}

/** What a reader opened or chose on the page, put back on the next one. */
function keepChoices(main: Element): () => void {
  const texts = (selector: string) =>
    [...main.querySelectorAll(selector)].map(({ textContent }) => textContent)
  const opened = new Set(texts('details[open] > summary'))
  const chosen = [...main.querySelectorAll<HTMLInputElement>('input[type="radio"]:checked')]
  return () => {
    for (const summary of main.querySelectorAll('details > summary')) {
      if (opened.has(summary.textContent)) summary.parentElement?.setAttribute('open', '')
    }
    for (const { name, value } of chosen) {
      const again = `input[name="${CSS.escape(name)}"][value="${CSS.escape(value)}"]`
      const radio = main.querySelector<HTMLInputElement>(again)
      if (radio !== null) radio.checked = true
    }
  }
}

/** The focus, put back on the field of the same name, else on the link or button in the same place. */
function keepFocus(main: Element, links: string): () => void {
  const focused = document.activeElement
  if (focused === null || !main.contains(focused)) return () => undefined
  const name = focused.getAttribute('name')
  const inPlace = () => [...main.querySelectorAll(`${links}, form button`)]
  const place = inPlace().indexOf(focused)
  return () => {
    const fields = name === null ? null : `[name="${CSS.escape(name)}"]`
    const next =
      fields === null
        ? inPlace()
            .slice(0, place + 1)
            .at(-1)
        : main.querySelector(fields)
    if (next instanceof HTMLElement) next.focus({ preventScroll: true })
  }
}

let shown = pageOf(location.href)

async function load(address: string, { links, onLoad }: Swapping): Promise<void> {
  const main = document.querySelector('main')
  if (main === null) return
  loading.abort()
  const own = new AbortController()
  loading = own
  pending = pageOf(address)
  main.setAttribute('aria-busy', 'true')
  try {
    // An error comes as a page too, which says what is wrong and has the request id.
    const response = await fetch(address, {
      headers: { Accept: 'text/html' },
      signal: own.signal,
    })
    const page = new DOMParser().parseFromString(await response.text(), 'text/html')
    const fresh = page.querySelector('main')
    if (own.signal.aborted) return
    if (fresh === null) return location.assign(address)
    const putBack = [keepChoices(main), keepFocus(main, links)]
    const scroll = window.scrollY
    document.title = page.title
    main.replaceChildren(...fresh.childNodes)
    for (const one of putBack) one()
    window.scrollTo({ top: scroll })
    onLoad()
    shown = pageOf(location.href)
  } catch {
    // Without a connection the browser's own page says so.
    if (!own.signal.aborted) location.assign(address)
  } finally {
    if (own === loading) {
      pending = null
      main.removeAttribute('aria-busy')
    }
  }
}

function addressOf(form: HTMLFormElement): string {
  const fields = [...new FormData(form)].flatMap(([name, value]) =>
    typeof value === 'string' && value.trim() !== '' ? [[name, value.trim()]] : [],
  )
  return `${form.action.split('?')[0]}?${new URLSearchParams(fields)}`
}

function showAddress(address: string, swapping: Swapping): void {
  // The key Enter changes a field and sends its form.
  if (pageOf(address) === pending) return
  history.pushState(null, '', address)
  load(address, swapping)
}

/** Sends a form whenever a field changes, and follows links that only change the address's query. */
export function swapPage(formSelector: string, swapping: Swapping): void {
  shown = pageOf(location.href)
  const formOf = (target: EventTarget | null) =>
    target instanceof Element ? target.closest<HTMLFormElement>(formSelector) : null
  document.addEventListener('submit', (event) => {
    const form = formOf(event.target)
    if (form === null) return
    event.preventDefault()
    showAddress(addressOf(form), swapping)
  })
  document.addEventListener('change', (event) => {
    const form = formOf(event.target)
    if (form !== null) showAddress(addressOf(form), swapping)
  })
  document.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return
    const link = event.target instanceof Element ? event.target.closest('a') : null
    if (link === null || !link.matches(swapping.links)) return
    event.preventDefault()
    showAddress(link.href, swapping)
  })
  addEventListener('popstate', () => {
    // A link to a heading of the page comes here too, and loads nothing.
    if (pageOf(location.href) !== shown) load(location.href, swapping)
  })
}
