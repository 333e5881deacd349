import { diagnostic } from '../diagnostics.ts'
import type { KindMeaning } from './kind.ts'

/** Gives the customer the offer, and the reward that comes with it if one is left. */
export const offer: KindMeaning<'offer'> = {
  check(node, { catalogue }) {
    const at = { nodeId: node.id, field: 'offer' }
    if (!node.offer) return [diagnostic('OFFER_MISSING', at)]
    const content =
      node.offer.from === 'made' ? node.offer.content : catalogue.offers[node.offer.offerId]
    if (!content) {
      const offer = node.offer.from === 'saved' ? node.offer.offerId : ''
      return [diagnostic('OFFER_UNKNOWN', at, { values: { offer } })]
    }
    return content.reward?.stock === 0
      ? [diagnostic('REWARD_NONE_LEFT', at, { values: { reward: content.reward.name } })]
      : []
  },
  needs: (at) => (at.offer?.reward ? { reward: true } : {}),
  decide(at, traveller) {
    const arrival = { at: traveller.arrivedAt, orders: [] }
    if (!at.offer?.reward) return { do: 'go', port: 'next', why: { code: 'OFFERED' }, ...arrival }
    if (traveller.rewardLeft) {
      return {
        do: 'go',
        port: 'next',
        why: { code: 'REWARDED' },
        at: traveller.arrivedAt,
        orders: [{ order: 'reward' }],
      }
    }
    const why = { code: 'SOLD_OUT' }
    switch (at.node.soldOut) {
      case 'continue':
        return { do: 'go', port: 'next', why, ...arrival }
      case 'branch':
        return { do: 'go', port: 'soldOut', why, ...arrival }
      case 'leave':
        return { do: 'end', result: 'left', why, ...arrival }
    }
  },
}
