/** Small builders of SVG text. Everything that comes from a scenario passes `escaped`, so names stay names. */
export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

export interface BoxStyle {
  readonly fill: string
  readonly stroke?: string
  readonly dashed?: boolean
  readonly radius: number
}

export function box(
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
  { fill, stroke, dashed, radius }: BoxStyle,
): string {
  const line = stroke ? ` stroke="${stroke}"${dashed ? ' stroke-dasharray="5 4"' : ''}` : ''
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" fill="${fill}"${line}/>`
}

export interface TextStyle {
  readonly size: number
  readonly weight: number
  readonly fill: string
  readonly middle?: boolean
}

/** One line whose baseline stands at y. */
export function line(
  text: string,
  { x, y }: { x: number; y: number },
  { size, weight, fill, middle }: TextStyle,
): string {
  const anchor = middle ? ' text-anchor="middle"' : ''
  return `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${fill}"${anchor}>${escaped(text)}</text>`
}

const ruler = document.createElement('canvas').getContext('2d')

export function widthOf(
  text: string,
  { size, weight }: Pick<TextStyle, 'size' | 'weight'>,
): number {
  if (!ruler) throw new Error('This browser cannot measure text.')
  ruler.font = `${weight} ${size}px ${getComputedStyle(document.body).fontFamily}`
  return ruler.measureText(text).width
}

/** As much of a line as fits, with an ellipsis where it does not. */
export function fitted(
  text: string,
  width: number,
  style: Pick<TextStyle, 'size' | 'weight'>,
): string {
  if (widthOf(text, style) <= width) return text
  const letters = [...text]
  while (letters.length > 0 && widthOf(`${letters.join('')}…`, style) > width) letters.pop()
  return `${letters.join('')}…`
}

/** Text broken into as many lines as are allowed. */
export function wrapped(
  text: string,
  { width, lines, ...style }: { width: number; lines: number; size: number; weight: number },
): readonly string[] {
  const out: string[] = []
  let current = ''
  for (const word of text.split(/\s+/)) {
    const longer = current === '' ? word : `${current} ${word}`
    if (widthOf(longer, style) <= width || current === '') {
      current = longer
      continue
    }
    out.push(current)
    current = word
  }
  out.push(current)
  const kept = out.slice(0, lines)
  const last = kept.length - 1
  return kept.map((one, at) =>
    fitted(at === last && out.length > lines ? `${one}…` : one, width, style),
  )
}
