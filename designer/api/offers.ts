import { queryOptions } from '@tanstack/react-query'
import type { OfferDetail } from '../../schemas/api/offers.ts'
import type { OfferContent } from '../../schemas/kinds/offer.ts'
import { ask } from './client.ts'
import { queries } from './queries.ts'

export const offersQuery = queryOptions({
  queryKey: ['offers'],
  queryFn: async ({ signal }) => (await ask<{ items: OfferDetail[] }>('/offers', { signal })).items,
})

/** Creates an offer, or saves over one where `id` is given. Published plans keep the offer they were made with. */
export async function saveOffer(id: string | null, content: OfferContent): Promise<OfferDetail> {
  const saved = await (id === null
    ? ask<OfferDetail>('/offers', { method: 'POST', body: { content } })
    : ask<OfferDetail>(`/offers/${id}`, { method: 'PUT', body: { content } }))
  await queries.invalidateQueries({ queryKey: ['offers'] })
  return saved
}
