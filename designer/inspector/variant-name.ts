import type { MessageVariant } from '../../schemas/kinds/channel.ts'
import type { Words } from '../kinds/kind-view.ts'

/** Languages that are offered to be written in; a file may name others. */
export const languages = ['ko', 'en', 'ja', 'zh', 'vi', 'th', 'id', 'ru', 'es', 'fr', 'de'] as const

/** Whom other words are for, on one line. */
export function variantName({ for: whom }: MessageVariant, words: Words): string {
  const { t, formats, catalogue, sayRule } = words
  if (!whom) return t('variant.nobody')
  if (whom.by === 'language')
    return t('variant.readersOf', { language: formats.languageName(whom.language) })
  const { rule } = whom
  return rule.type === 'segment' && rule.member
    ? (catalogue.segments[rule.segment]?.name ?? t('segment.unknown'))
    : sayRule(rule)
}
