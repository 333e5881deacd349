/** The faces of the page's own font that these texts need, as style rules that hold the files themselves. */
export async function fontsFor(texts: readonly string[]): Promise<string> {
  const points = new Set(texts.flatMap((text) => [...text].map((char) => char.codePointAt(0) ?? 0)))
  const rules = [...document.styleSheets].flatMap(faceRules).filter((rule) => covers(rule, points))
  const faces = await Promise.all(rules.map(embedded))
  return faces.join('\n')
}

function faceRules(sheet: CSSStyleSheet): CSSFontFaceRule[] {
  return [...sheet.cssRules].filter((rule) => rule instanceof CSSFontFaceRule)
}

/** `U+AC00-AC1F, U+AC21`: the characters a face is for. */
function covers(rule: CSSFontFaceRule, points: ReadonlySet<number>): boolean {
  const ranges = rule.style.getPropertyValue('unicode-range')
  if (ranges === '') return true
  return ranges.split(',').some((range) => {
    const [from = '', until = from] = range.trim().replace(/^U\+/i, '').split('-')
    const [first, last] = [Number.parseInt(from, 16), Number.parseInt(until, 16)]
    return [...points].some((point) => point >= first && point <= last)
  })
}

async function embedded(rule: CSSFontFaceRule): Promise<string> {
  const source = /url\(["']?([^"')]+)["']?\)/.exec(rule.style.getPropertyValue('src'))?.[1]
  if (source === undefined) return ''
  const address = new URL(source, rule.parentStyleSheet?.href ?? document.baseURI)
  const file = await (await fetch(address)).blob()
  const weight = rule.style.getPropertyValue('font-weight') || '45 920'
  const range = rule.style.getPropertyValue('unicode-range')
  return `@font-face{font-family:Dasi;font-weight:${weight};src:url(${await dataAddress(file)}) format("woff2");${range && `unicode-range:${range};`}}`
}

function dataAddress(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.addEventListener('load', () => resolve(String(reader.result)))
    reader.addEventListener('error', () => reject(reader.error ?? new Error('unreadable')))
    reader.readAsDataURL(file)
  })
}
