import { templates } from '../../engine/templates/registry.ts'
import type { Node } from '../../schemas/scenario.ts'

/**
 * What to change besides when something else of the library (`names`) is picked at a step: a title that a template or
 * the library gave would name what was there before, so the kind speaks again; one written by hand stays.
 */
export function ungiven({ title }: Node, names: readonly string[]): { title?: '' } {
  return title !== '' && (names.includes(title) || isOfTemplate(title)) ? { title: '' } : {}
}

function isOfTemplate(title: string): boolean {
  return templates.some(({ scenario }) =>
    (['ko', 'en'] as const).some((language) =>
      scenario(language).nodes.some((node) => node.title === title),
    ),
  )
}
