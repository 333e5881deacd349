interface Part {
  /** Where the part begins in the text. */
  readonly at: number
  readonly part: string
  readonly isFigure: boolean
}

/** A text in parts: its numbers with their units apart from the words around them. Joined they are the text. */
export function figuresIn(text: string): readonly Part[] {
  const parts: Part[] = []
  let from = 0
  for (const { 0: figure, index } of text.matchAll(pattern)) {
    if (index > from) parts.push({ at: from, part: text.slice(from, index), isFigure: false })
    parts.push({ at: index, part: figure, isFigure: true })
    from = index + figure.length
  }
  if (from < text.length) parts.push({ at: from, part: text.slice(from), isFigure: false })
  return parts
}

const pattern = /₩?\d(?:[\d,.]*\d)?(?:점|원|일|회|개월|%| points?| won)?/g
