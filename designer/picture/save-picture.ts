import { download } from '../components/download.ts'
import { drawScenario } from './draw-scenario.ts'
import { fontsFor } from './fonts.ts'

const mostSidePx = 16_000
const mostPixels = 120_000_000

/** Hands the reader the drawing as a picture that needs nothing besides itself. */
export async function savePicture(
  drawn: Parameters<typeof drawScenario>[0],
  as: 'svg' | 'png',
): Promise<void> {
  const { name } = drawn.scenario
  const plain = drawScenario(drawn)
  if (as === 'png') return download(`${name}.png`, await painted(plain))
  const { svg } = drawScenario(drawn, await fontsFor(plain.texts))
  download(`${name}.svg`, svg, 'image/svg+xml')
}

/**
 * Twice as fine as the screen where the browser can hold that. Text is written by the page itself: an SVG that is drawn
 * as a picture has not loaded its fonts yet.
 */
async function painted(drawing: ReturnType<typeof drawScenario>): Promise<Blob> {
  const { width, height } = drawing
  const scale = Math.min(
    2,
    mostSidePx / width,
    mostSidePx / height,
    Math.sqrt(mostPixels / (width * height)),
  )
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(width * scale)
  canvas.height = Math.round(height * scale)
  const pen = canvas.getContext('2d')
  if (!pen) throw new Error('This browser cannot paint.')
  const svg = new DOMParser().parseFromString(drawing.svg, 'image/svg+xml')
  const texts = [...svg.querySelectorAll('text')].map(writtenAs)
  for (const text of svg.querySelectorAll('text')) text.remove()
  pen.scale(scale, scale)
  await drawShapes(pen, new XMLSerializer().serializeToString(svg))
  const family = getComputedStyle(document.body).fontFamily
  for (const { text, x, y, font, fill, align } of texts) {
    await document.fonts.load(`${font} ${family}`, text)
    pen.font = `${font} ${family}`
    pen.fillStyle = fill
    pen.textAlign = align
    pen.fillText(text, x, y)
  }
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) =>
      blob ? resolve(blob) : reject(new Error('The picture is too large for this browser.')),
    ),
  )
}

async function drawShapes(pen: CanvasRenderingContext2D, svg: string): Promise<void> {
  const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }))
  try {
    const image = new Image()
    image.src = address
    await image.decode()
    pen.drawImage(image, 0, 0)
  } finally {
    URL.revokeObjectURL(address)
  }
}

/** A text of the SVG with its place on the whole picture. */
function writtenAs(element: SVGTextElement) {
  const shift = /translate\(([-\d.]+) ([-\d.]+)\)/.exec(
    element.parentElement?.getAttribute('transform') ?? '',
  )
  const number = (name: string) => Number(element.getAttribute(name))
  return {
    text: element.textContent ?? '',
    x: number('x') + Number(shift?.[1] ?? 0),
    y: number('y') + Number(shift?.[2] ?? 0),
    font: `${number('font-weight')} ${number('font-size')}px`,
    fill: element.getAttribute('fill') ?? '',
    align: element.getAttribute('text-anchor') === 'middle' ? 'center' : 'left',
  } as const
}
