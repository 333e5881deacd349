import type { Icon } from '@tabler/icons-react'
import { createElement } from 'react'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'

const known = new Map<Icon, string>()

/** An icon as SVG text, its upper left corner at x and y; it takes the colour of what it stands in. */
export function iconMarkup(
  icon: Icon,
  { x, y, size }: { x: number; y: number; size: number },
): string {
  const inner = known.get(icon) ?? innerOf(icon)
  known.set(icon, inner)
  return `<svg x="${x}" y="${y}" width="${size}" height="${size}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">${inner}</svg>`
}

/** React draws it once, beside the page. */
function innerOf(icon: Icon): string {
  const host = document.createElement('div')
  const root = createRoot(host)
  flushSync(() => root.render(createElement(icon)))
  const inner = host.firstElementChild?.innerHTML ?? ''
  root.unmount()
  return inner
}
