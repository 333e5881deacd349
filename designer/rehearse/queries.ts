import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { RehearsalAnswer, sampleCustomerSchema } from '../../schemas/api/rehearsal.ts'
import { ask } from '../api/client.ts'
import { fetchProblemWords } from '../api/problem-words.ts'

export type SampleCustomer = z.infer<typeof sampleCustomerSchema>

const looksAgainMs = 600

/** Starts a rehearsal of the draft as it is saved, unless one of this very draft is there already. */
export async function rehearsalOf(
  scenario: string,
  { revision, budget }: { revision: number; budget: number | null },
): Promise<string> {
  const { items } = await ask<{ items: RehearsalAnswer[] }>(`/scenarios/${scenario}/rehearsals`)
  const usable = items.find(
    (one) =>
      one.version === null &&
      one.revision === revision &&
      one.settings.budget === budget &&
      one.state !== 'failed' &&
      one.state !== 'cancelled',
  )
  return usable ? usable.id : startRehearsal(scenario, budget)
}

/** `budget`: the hard stop, as a run of the campaign would have it; null: none. */
export async function startRehearsal(scenario: string, budget: number | null): Promise<string> {
  const { id } = await ask<RehearsalAnswer>(`/scenarios/${scenario}/rehearsals`, {
    method: 'POST',
    body: { budget },
  })
  return id
}

export const rehearsalQuery = (id: string) =>
  queryOptions({
    queryKey: ['rehearsals', id],
    queryFn: async ({ signal }) => {
      const answer = await ask<RehearsalAnswer>(`/rehearsals/${id}`, { signal })
      if (answer.failure !== null) await fetchProblemWords()
      return answer
    },
    refetchInterval: ({ state }) =>
      state.data?.state === 'waiting' || state.data?.state === 'running' ? looksAgainMs : false,
  })

/** A real customer, as the engine sees one who enters; without an id, somebody of the audience. */
export const sampleCustomerQuery = (scenario: string, customer: string | null) =>
  queryOptions({
    queryKey: ['scenarios', scenario, 'sample', customer],
    queryFn: ({ signal }) =>
      ask<SampleCustomer>(`/scenarios/${scenario}/sample-customer`, {
        query: { customer },
        signal,
      }),
    staleTime: Number.POSITIVE_INFINITY,
  })
