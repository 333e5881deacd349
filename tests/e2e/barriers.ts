import type { Page } from '@playwright/test'
import axe from 'axe-core'

const guidelines = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']

interface Violation {
  readonly id: string
  readonly impact: string | null
  readonly places: readonly string[]
}

/**
 * What shuts somebody out of a page or of a frame in it, and where: rules of WCAG 2.2 A and AA as far as a program can
 * judge them. Only violations are gathered, and in the page itself, which takes a third of the time.
 */
export async function barriersOf(page: Page): Promise<readonly Violation[]> {
  const found: Violation[] = []
  for (const frame of page.frames()) {
    // Without a word of its own the script's answer would be all of it, sent back here.
    await frame.evaluate(`${axe.source}; 0`)
    found.push(...(await frame.evaluate<Violation[]>(judge)))
  }
  return found
}

const options = {
  runOnly: guidelines,
  resultTypes: ['violations'],
  // Each frame is judged by itself.
  iframes: false,
  preload: false,
}
const judge = `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) =>
  violations.map(({ id, impact, nodes }) => ({
    id,
    impact: impact ?? null,
    places: nodes.map(({ target, html }) => target.join(' ') + ': ' + html),
  })))`
