import { IconTicket } from '@tabler/icons-react'
import type { NodeOf } from '../../schemas/scenario.ts'
import type { KindView, Words } from './kind-view.ts'

export const offer: KindView<'offer'> = {
  shape: 'card',
  icon: () => IconTicket,
  title: (node, words) => contentOf(node, words)?.name ?? words.t('kind.offer'),
  summary(node, words) {
    const content = contentOf(node, words)
    if (!content) return null
    const { t, formats } = words
    if (!content.reward) return content.product || t('offer.noReward')
    const { name, faceValue, stock, validDays } = content.reward
    return [
      name,
      formats.money(faceValue),
      t('offer.valid', { count: validDays }),
      ...(stock === null ? [] : [t('offer.stock', { stock: formats.number(stock) })]),
    ].join(' · ')
  },
}

/** What is offered, made in place or saved; null while nothing is chosen or the saved one is gone. */
export function contentOf({ offer }: NodeOf<'offer'>, { catalogue }: Pick<Words, 'catalogue'>) {
  if (!offer) return null
  return offer.from === 'made' ? offer.content : (catalogue.offers[offer.offerId] ?? null)
}
