import { useTranslation } from 'react-i18next'
import type { MessageVariant } from '../../schemas/kinds/channel.ts'
import { useWords } from '../canvas/room.ts'

/** Languages that are offered to be written in; a file may name others. */
export const languages = ['ko', 'en', 'ja', 'zh', 'vi', 'th', 'id', 'ru', 'es', 'fr', 'de'] as const

/** Names a language as its reader does. */
export function useLanguageName(): (language: string) => string {
  const { i18n } = useTranslation()
  const names = new Intl.DisplayNames([i18n.language], { type: 'language' })
  return (language) => names.of(language) ?? language
}

/** Whom other words are for, on one line. */
export function useVariantName(): (variant: MessageVariant) => string {
  const { t, catalogue, sayRule } = useWords()
  const languageName = useLanguageName()
  return ({ for: whom }) => {
    if (!whom) return t('variant.nobody')
    if (whom.by === 'language')
      return t('variant.readersOf', { language: languageName(whom.language) })
    const { rule } = whom
    return rule.type === 'segment' && rule.member
      ? (catalogue.segments[rule.segment]?.name ?? t('segment.unknown'))
      : sayRule(rule)
  }
}
