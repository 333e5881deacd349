import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { SavedMessage, saveMessageSchema } from '../../schemas/api/saved-messages.ts'
import { ask } from './client.ts'
import { queries } from './queries.ts'

export const savedMessagesQuery = queryOptions({
  queryKey: ['saved-messages'],
  queryFn: async ({ signal }) =>
    (await ask<{ items: SavedMessage[] }>('/saved-messages', { signal })).items,
})

/** Keeps a message to begin others with. */
export async function keepMessage(body: z.input<typeof saveMessageSchema>): Promise<SavedMessage> {
  const saved = await ask<SavedMessage>('/saved-messages', { method: 'POST', body })
  await queries.invalidateQueries({ queryKey: ['saved-messages'] })
  return saved
}

/** What was begun with it stays. */
export async function removeMessage(id: string): Promise<void> {
  await ask(`/saved-messages/${id}`, { method: 'DELETE' })
  await queries.invalidateQueries({ queryKey: ['saved-messages'] })
}
