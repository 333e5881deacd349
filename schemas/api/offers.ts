import { z } from 'zod'
import { offerContentSchema } from '../kinds/offer.ts'
import { idSchema, instantSchema } from './common.ts'

/** POST /offers, PUT /offers/{id} */
export const saveOfferSchema = z.object({ content: offerContentSchema }).strict()

export const offerDetailSchema = z.object({
  id: idSchema,
  name: z.string(),
  content: offerContentSchema,
  updatedAt: instantSchema,
})
export type OfferDetail = z.infer<typeof offerDetailSchema>
