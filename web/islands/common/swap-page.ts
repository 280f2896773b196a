/** The parts of a page that follow its address, loaded again without leaving the page. */
export interface Swapping {
  /** Called after each load, for what scripts add. */
  readonly onLoad: () => void
}

let latest = 0

async function load(address: string, { onLoad }: Swapping): Promise<void> {
  const own = ++latest
  const main = document.querySelector('main')
  if (main === null) return
  main.setAttribute('aria-busy', 'true')
  try {
    // An error comes as a page too, which says what is wrong and has the request id.
    const response = await fetch(address, { headers: { Accept: 'text/html' } })
    const page = new DOMParser().parseFromString(await response.text(), 'text/html')
    if (own !== latest) return
    const [focused, scroll] = [document.activeElement, window.scrollY]
    const name = focused?.getAttribute('name')
    const fresh = page.querySelector('main')
    if (fresh === null) return location.assign(address)
    document.title = page.title
    const wasOpen = main.querySelector('.view-form details')?.hasAttribute('open') === true
    main.replaceChildren(...fresh.childNodes)
    if (wasOpen) main.querySelector('.view-form details')?.setAttribute('open', '')
    if (name)
      main
        .querySelector<HTMLElement>(`[name="${CSS.escape(name)}"]`)
        ?.focus({ preventScroll: true })
    window.scrollTo({ top: scroll })
    onLoad()
  } catch {
    // Without a connection the browser's own page says so.
    if (own === latest) location.assign(address)
  } finally {
    if (own === latest) main.removeAttribute('aria-busy')
  }
}

function addressOf(form: HTMLFormElement): string {
  const fields = [...new FormData(form)].flatMap(([name, value]) =>
    typeof value === 'string' && value.trim() !== '' ? [[name, value.trim()]] : [],
  )
  return `${form.action.split('?')[0]}?${new URLSearchParams(fields)}`
}

/** Shows an address as the browser would, without loading the whole page. */
export function showAddress(address: string, swapping: Swapping): void {
  history.pushState(null, '', address)
  load(address, swapping)
}

/** Sends a form whenever a field changes, and follows links that only change the address's query. */
export function swapPage(formSelector: string, linkSelector: string, swapping: Swapping): void {
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
    if (link === null || !link.matches(linkSelector)) return
    event.preventDefault()
    showAddress(link.href, swapping)
  })
  addEventListener('popstate', () => load(location.href, swapping))
}
