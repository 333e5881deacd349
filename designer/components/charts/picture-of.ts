import { box, line } from '../../picture/svg.ts'

const padPx = 16
const headPx = 36

/** What stands on the screen as an SVG that needs nothing besides itself: a drawing, or a table of coloured cells. */
export function pictureOf(drawn: SVGSVGElement | HTMLTableElement, title: string): string {
  const { width, height } = drawn.getBoundingClientRect()
  const paper = coloursOf(document.body)
  const inside = drawn instanceof SVGSVGElement ? copied(drawn) : tableAsShapes(drawn)
  const [wide, high] = [Math.ceil(width) + 2 * padPx, Math.ceil(height) + 2 * padPx + headPx]
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${wide}" height="${high}" viewBox="0 0 ${wide} ${high}"`,
    ` font-family="Pretendard, 'Apple SD Gothic Neo', 'Noto Sans KR', sans-serif">`,
    box({ x: 0, y: 0, width: wide, height: high }, { fill: paper.fill, radius: 0 }),
    line(title, { x: padPx, y: padPx + 14 }, { size: 14, weight: 650, fill: paper.ink }),
    `<g transform="translate(${padPx} ${padPx + headPx})">${inside}</g></svg>`,
  ].join('')
}

const kept = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'font-size',
  'font-weight',
  'text-anchor',
  'opacity',
] as const

/** The drawing with what its style sheets say written into it. */
function copied(drawn: SVGSVGElement): string {
  const copy = drawn.cloneNode(true)
  if (!(copy instanceof SVGSVGElement)) return ''
  const originals = drawn.querySelectorAll('*')
  for (const [i, element] of [...copy.querySelectorAll('*')].entries()) {
    const original = originals[i]
    if (!original) continue
    const style = getComputedStyle(original)
    for (const name of kept) element.setAttribute(name, style.getPropertyValue(name))
    element.removeAttribute('class')
  }
  return copy.innerHTML
}

function tableAsShapes(table: HTMLTableElement): string {
  const from = table.getBoundingClientRect()
  return [...table.querySelectorAll('th, td')]
    .map((cell) => {
      const at = cell.getBoundingClientRect()
      const style = getComputedStyle(cell)
      const [x, y] = [at.x - from.x, at.y - from.y]
      const middle = style.textAlign === 'center'
      const clear = style.backgroundColor === 'rgba(0, 0, 0, 0)'
      const place = { x, y, width: at.width, height: at.height }
      const note = cell.querySelector('small')?.textContent ?? ''
      const text = (cell.textContent ?? '').slice(0, -note.length || undefined)
      const left = middle ? x + at.width / 2 : x + 4
      const base = y + at.height / 2 + (note === '' ? 5 : -2)
      const ink = { fill: style.color, middle }
      return [
        clear ? '' : box(place, { fill: style.backgroundColor, radius: 8 }),
        line(text, { x: left, y: base }, { ...ink, size: 13, weight: Number(style.fontWeight) }),
        note === '' ? '' : line(note, { x: left, y: base + 16 }, { ...ink, size: 11, weight: 450 }),
      ].join('')
    })
    .join('')
}

function coloursOf(element: Element): { fill: string; ink: string } {
  const style = getComputedStyle(element)
  return { fill: style.getPropertyValue('--card'), ink: style.color }
}
