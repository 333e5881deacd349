import { z } from 'zod'
import { channelSchema } from '../basics.ts'
import { messageSchema } from '../kinds/channel.ts'
import { idSchema, instantSchema } from './common.ts'

/** POST /saved-messages, PUT /saved-messages/{id}: words kept to begin others with. */
export const saveMessageSchema = z
  .object({
    name: z.string().trim().min(1).max(80),
    channel: channelSchema,
    message: messageSchema.describe('For a call: the script as body.'),
  })
  .strict()

export const savedMessageSchema = saveMessageSchema.extend({
  id: idSchema,
  updatedAt: instantSchema,
  updatedBy: z.string(),
})
export type SavedMessage = z.infer<typeof savedMessageSchema>
