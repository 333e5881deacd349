import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { activityUseSchema, profitSchema } from '../../schemas/api/profit.ts'
import type { costModelSchema } from '../../schemas/cost-model.ts'
import { ask } from './client.ts'
import { queries } from './queries.ts'

export type Profit = z.infer<typeof profitSchema>
export type CostModelInput = z.input<typeof costModelSchema>

/** Takes in what customers used of an activity; what was taken in before changes nothing. */
export function bringUse(body: z.input<typeof activityUseSchema>): Promise<{ saved: number }> {
  return ask('/profit/use', { method: 'POST', body })
}

/** Every calculation so far, the newest first; customers carry the result of the newest. */
export const profitsQuery = queryOptions({
  queryKey: ['profit'],
  queryFn: async ({ signal }) => (await ask<{ items: Profit[] }>('/profit', { signal })).items,
  staleTime: 60_000,
})

export async function makeProfit(body: CostModelInput): Promise<Profit> {
  const made = await ask<Profit>('/profit', { method: 'POST', body })
  await queries.invalidateQueries({ queryKey: ['profit'] })
  await queries.invalidateQueries({ queryKey: ['scores'] })
  return made
}
