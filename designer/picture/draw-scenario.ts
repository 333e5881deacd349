import { type Icon, IconChevronsDown, IconCornerLeftUp } from '@tabler/icons-react'
import type { Box, Layout } from '../../engine/layout/shapes.ts'
import type { Node, Scenario } from '../../schemas/scenario.ts'
import { foldsOf } from '../canvas/folding.ts'
import type { View } from '../canvas/graph.ts'
import { linePath } from '../canvas/line-path.ts'
import { foldId } from '../canvas/spots.ts'
import type { Words } from '../kinds/kind-view.ts'
import { titleOf, viewOf } from '../kinds/registry.ts'
import { portText } from '../kinds/sentences.ts'
import { iconMarkup } from './icons.ts'
import { box, escaped, fitted, line, widthOf, wrapped } from './svg.ts'

const aroundPx = 32
const headPx = 56

/** A drawing as the canvas shows it, as SVG text with nothing outside it; `fonts` are style rules. */
export function drawScenario(
  drawn: { scenario: Scenario; places: Layout; view: View; words: Words },
  fonts = '',
): {
  readonly svg: string
  readonly width: number
  readonly height: number
  readonly texts: readonly string[]
} {
  const { scenario, places, view, words } = drawn
  const ink = readInk()
  const { bounds } = places
  const width = Math.ceil(bounds.width + 2 * aroundPx)
  const height = Math.ceil(bounds.height + 2 * aroundPx + headPx)
  const byId = new Map(scenario.nodes.map((node) => [node.id, node]))
  const parts = [
    ...places.edges.map(
      ({ points, kind }) =>
        `<path d="${linePath(points)}" fill="none" stroke="${ink.edge}" stroke-width="1.5"${kind === 'back' ? ' stroke-dasharray="5 5"' : ''}/>`,
    ),
    ...places.labels.flatMap(({ nodeId, port, x, y }) => {
      const node = byId.get(nodeId)
      return node ? [chip(portText(words.t, node, port), { x, y }, ink)] : []
    }),
    ...scenario.nodes.flatMap((node) => {
      const at = places.nodes.get(node.id)
      return at ? [step(node, at, { words, ink, notes: view.notes })] : []
    }),
    ...[...foldsOf(scenario, view.folded)].flatMap(([spot, fold]) => {
      const at = places.nodes.get(foldId(spot))
      const text = words.t('fold.steps', { count: fold.hidden.length })
      return at ? [plate(text, IconChevronsDown, { at, ink })] : []
    }),
    ...places.jumps.map((jump) => {
      const target = byId.get(jump.to)
      const text = words.t('jump', { title: target ? titleOf(target, words) : jump.to })
      return plate(text, IconCornerLeftUp, { at: jump, ink })
    }),
    ...places.ghosts.map((ghost) =>
      box(ghost, { fill: 'none', stroke: ink.field, dashed: true, radius: 12 }),
    ),
  ]
  const title = line(
    scenario.name,
    { x: aroundPx, y: 38 },
    { size: 18, weight: 680, fill: ink.ink },
  )
  const style = `<style>${fonts} text{font-family:Dasi,Pretendard,"Noto Sans KR",sans-serif}</style>`
  const shift = `translate(${aroundPx - bounds.x} ${aroundPx - bounds.y + headPx})`
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><title>${escaped(scenario.name)}</title>${style}<rect width="100%" height="100%" fill="${ink.paper}"/>${title}<g transform="${shift}">${parts.join('')}</g></svg>`
  const texts = [...svg.matchAll(/<text[^>]*>([^<]*)/g)].map(([, text]) => text ?? '')
  return { svg, width, height, texts }
}

interface Ink {
  readonly paper: string
  readonly card: string
  readonly sunken: string
  readonly edge: string
  readonly line: string
  readonly field: string
  readonly ink: string
  readonly quiet: string
  readonly muted: string
  readonly accent: string
  readonly note: string
  readonly noteLine: string
  readonly noteInk: string
  kind(kind: string): string
}

/** The colours of the theme one looks at. */
function readInk(): Ink {
  const style = getComputedStyle(document.documentElement)
  const of = (name: string) => style.getPropertyValue(`--${name}`).trim()
  return {
    paper: of('paper'),
    card: of('card'),
    sunken: of('sunken'),
    edge: of('edge'),
    line: of('line-strong'),
    field: of('line-field'),
    ink: of('ink'),
    quiet: of('ink-quiet'),
    muted: of('muted'),
    accent: of('accent-ink'),
    note: of('note'),
    noteLine: of('note-line'),
    noteInk: of('note-ink'),
    kind: (kind) => of(`kind-${kind}`),
  }
}

function step(
  node: Node,
  at: Box,
  { words, ink, notes }: { words: Words; ink: Ink; notes: boolean },
): string {
  const view = viewOf(node)
  const summary = view.summary(node, words)
  const title = titleOf(node, words)
  const remark = notes && node.note !== undefined ? note(node.note, at, ink) : ''
  const Icon = view.icon(node)
  if (view.shape === 'pill') {
    const size = { size: 13, weight: 560 }
    const under = { size: 11, weight: 400 }
    // As on its card: how long one waits stands under a title of its own.
    const says = node.kind === 'wait' && node.title !== '' ? summary : null
    return [
      box(at, { fill: ink.card, stroke: ink.line, radius: at.height / 2 }),
      tile(Icon, { x: at.x + 8, y: at.y + 8 }, { fill: ink.kind(node.kind), radius: 14 }),
      line(
        fitted(title, at.width - 58, size),
        { x: at.x + 45, y: at.y + (says === null ? 27 : 21) },
        { ...size, fill: ink.ink },
      ),
      ...(says === null
        ? []
        : [
            line(
              fitted(says, at.width - 58, under),
              { x: at.x + 45, y: at.y + 36 },
              { ...under, fill: ink.muted },
            ),
          ]),
      remark,
    ].join('')
  }
  const more = view.overline?.(node, words)
  const kind = words.t(`kind.${node.kind}`)
  const over = { size: 11, weight: 600 }
  const name = { size: 14, weight: 620 }
  const small = { size: 12, weight: 400 }
  const says = summary ?? words.t('nextAction', { action: words.t(`todo.${node.kind}`) })
  return [
    box(at, {
      fill: ink.card,
      stroke: summary === null ? ink.edge : ink.line,
      dashed: summary === null,
      radius: 12,
    }),
    tile(Icon, { x: at.x + 12, y: at.y + 12 }, { fill: ink.kind(node.kind), radius: 8 }),
    line(
      fitted(more ? `${kind} · ${more}` : kind, at.width - 64, over),
      { x: at.x + 50, y: at.y + 22 },
      { ...over, fill: ink.muted },
    ),
    line(
      fitted(title, at.width - 64, name),
      { x: at.x + 50, y: at.y + 40 },
      { ...name, fill: ink.ink },
    ),
    line(
      fitted(says, at.width - 24, small),
      { x: at.x + 12, y: at.y + 66 },
      { ...small, fill: summary === null ? ink.accent : ink.muted },
    ),
    remark,
  ].join('')
}

function note(text: string, at: Box, ink: Ink): string {
  const beside = { x: at.x + at.width + 12, y: at.y, width: 184, height: at.height }
  const style = { size: 12, weight: 400 }
  const lines = wrapped(text, { width: 164, lines: at.height < 60 ? 2 : 5, ...style })
  return [
    box(beside, { fill: ink.note, stroke: ink.noteLine, radius: 8 }),
    ...lines.map((one, index) =>
      line(
        one,
        { x: beside.x + 10, y: beside.y + 20 + index * 16 },
        { ...style, fill: ink.noteInk },
      ),
    ),
  ].join('')
}

function chip(text: string, { x, y }: { x: number; y: number }, ink: Ink): string {
  const style = { size: 12, weight: 560 }
  const width = widthOf(text, style) + 20
  const at = { x: x - width / 2, y: y - 11, width, height: 22 }
  return (
    box(at, { fill: ink.card, stroke: ink.line, radius: 11 }) +
    line(text, { x, y: y + 4 }, { ...style, fill: ink.quiet, middle: true })
  )
}

function plate(text: string, Icon: Icon, { at, ink }: { at: Box; ink: Ink }): string {
  const style = { size: 12, weight: 560 }
  const shown = fitted(text, at.width - 48, style)
  const middle = { x: at.x + at.width / 2 + 10, y: at.y + at.height / 2 + 4 }
  const left = middle.x - widthOf(shown, style) / 2 - 22
  return [
    box(at, { fill: ink.sunken, stroke: ink.field, radius: 10 }),
    `<g color="${ink.quiet}">${iconMarkup(Icon, { x: left, y: at.y + at.height / 2 - 8, size: 16 })}</g>`,
    line(shown, middle, { ...style, fill: ink.quiet, middle: true }),
  ].join('')
}

function tile(
  Icon: Icon,
  { x, y }: { x: number; y: number },
  { fill, radius }: { fill: string; radius: number },
): string {
  const plain = box({ x, y, width: 28, height: 28 }, { fill, radius })
  return `${plain}<g color="#ffffff">${iconMarkup(Icon, { x: x + 5, y: y + 5, size: 18 })}</g>`
}
