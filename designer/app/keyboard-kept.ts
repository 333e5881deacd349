import { afterPaint } from '../components/after-paint.ts'

/** Where the keyboard stood: the element, and its place at each level above it. */
interface Stand {
  readonly element: HTMLElement
  readonly canvas: Element | null
  readonly places: readonly { readonly parent: Element; readonly index: number }[]
}

/** A dialog out of a menu out of a dialog is three; whoever goes back further has forgotten. */
const standsKept = 20

const canTake = ':is(a[href], button, input, select, textarea, [tabindex]):not(:disabled)'
/** What lies over a page: once it is gone, the keyboard belongs to what opened it, not to what lies beside it. */
const over = '[role="dialog"], [role="menu"], [role="listbox"]'
/** Moves the keyboard by rules of its own: what is panned out of sight there is not drawn. */
const canvas = '[role="application"]'
const group = 'section, form, aside, [role="dialog"]'

/**
 * Never leaves the keyboard with nothing: when what has it goes away (a dialog, a menu, a row, a button that stands no
 * more), it goes back to what opened it, else to what took its place or stands beside it, else to the heading above.
 * Whoever leaves by clicking on nothing has left by choice. Answers what ends it.
 */
export function keepKeyboard(): () => void {
  const has = document.activeElement
  let stands = has instanceof HTMLElement && !isNowhere() ? [standAt(has)] : []
  let hasLeft = false
  let callOff = () => {}
  const onFocus = ({ target }: FocusEvent) => {
    if (!(target instanceof HTMLElement)) return
    callOff()
    hasLeft = false
    const others = stands.filter(({ element }) => element !== target)
    stands = [standAt(target), ...others].slice(0, standsKept)
  }
  const onBlur = () =>
    // What is being removed is gone only after this.
    queueMicrotask(() => {
      const [last] = stands
      if (isNowhere() && last && isUsable(last.element)) hasLeft = true
    })
  const bringBack = () => {
    const [last] = stands
    if (!isNowhere() || !last || isUsable(last.element)) return
    const next = last.element.isConnected ? besideDisabled(last) : found(stands)
    next?.focus({ preventScroll: true })
  }
  const observer = new MutationObserver(() => {
    const [last] = stands
    if (hasLeft || !last || last.canvas || !isNowhere()) return
    callOff()
    if (isUsable(last.element)) last.element.focus({ preventScroll: true })
    else callOff = afterPaint(bringBack)
  })
  addEventListener('focusin', onFocus)
  addEventListener('focusout', onBlur)
  observer.observe(document.body, {
    childList: true,
    subtree: true,
    attributeFilter: ['disabled'],
  })
  return () => {
    callOff()
    observer.disconnect()
    removeEventListener('focusin', onFocus)
    removeEventListener('focusout', onBlur)
  }
}

const isNowhere = () => document.activeElement === document.body

const isUsable = (element: Element) =>
  element.isConnected && element.matches(canTake) && element.checkVisibility()

function standAt(element: HTMLElement): Stand {
  const places: { parent: Element; index: number }[] = []
  for (let at: Element = element; at.parentElement && at !== document.body; at = at.parentElement)
    places.push({ parent: at.parentElement, index: [...at.parentElement.children].indexOf(at) })
  return { element, canvas: element.closest(canvas), places }
}

/** What works will be back; of what is over, a neighbour in the same row takes the keyboard. */
function besideDisabled({ element }: Stand): HTMLElement | undefined {
  if (element.hasAttribute('data-loading')) return undefined
  const row = [...(element.parentElement?.children ?? [])]
  return row.find(
    (one): one is HTMLButtonElement => one instanceof HTMLButtonElement && isUsable(one),
  )
}

function found(stands: readonly Stand[]): HTMLElement | undefined {
  for (const stand of stands) {
    if (isUsable(stand.element)) return stand.element
    if (stand.canvas) return usableIn(stand.canvas.querySelector('[data-spot][tabindex="0"]'))
    const next = successorOf(stand)
    if (next) return next
  }
  const page = document.getElementById('page')
  return page?.matches(canTake) ? page : usableIn(page)
}

function successorOf({ element, places }: Stand): HTMLElement | undefined {
  const gone = [element, ...places.map(({ parent }) => parent)].filter((one) => !one.isConnected)
  if (gone.some((one) => one.matches(over))) return undefined
  for (const { parent, index } of places.slice(Math.max(0, gone.length - 1))) {
    if (parent.id === 'page' && parent instanceof HTMLElement) return parent
    const beside = [index, index + 1, index - 1].map((at) => parent.children[at])
    const next = beside.map((one) => twinIn(one, element) ?? usableIn(one)).find(Boolean)
    if (next) return next
    const heading = parent.matches(group) && parent.querySelector<HTMLElement>('h1, h2, h3')
    if (heading) {
      heading.tabIndex = -1
      return heading
    }
  }
  return undefined
}

function usableIn(root: Element | null | undefined): HTMLElement | undefined {
  if (!root) return undefined
  if (root instanceof HTMLElement && isUsable(root)) return root
  return [...root.querySelectorAll<HTMLElement>(canTake)].find(isUsable)
}

/** The same button of another row. */
function twinIn(root: Element | undefined, element: HTMLElement): HTMLElement | undefined {
  const all = root?.querySelectorAll<HTMLElement>(canTake) ?? []
  return [...all].find((one) => isUsable(one) && nameOf(one) === nameOf(element))
}

const nameOf = (element: Element) => element.getAttribute('aria-label') ?? element.textContent
