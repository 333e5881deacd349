import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { attributeSchema } from '../../schemas/api/attributes.ts'
import type {
  CustomerList,
  createdListSchema,
  KnownValues,
  RuleCount,
  SegmentDetail,
  saveSegmentSchema,
} from '../../schemas/api/segments.ts'
import type { Rule } from '../../schemas/rule.ts'
import { ask } from './client.ts'
import { queries } from './queries.ts'

export type Attribute = z.infer<typeof attributeSchema>
export type SegmentInput = z.input<typeof saveSegmentSchema>

export const segmentsQuery = queryOptions({
  queryKey: ['segments'],
  queryFn: async ({ signal }) =>
    (await ask<{ items: SegmentDetail[] }>('/segments', { signal })).items,
})

export const segmentQuery = (id: string) =>
  queryOptions({
    queryKey: ['segments', id],
    queryFn: ({ signal }) => ask<SegmentDetail>(`/segments/${id}`, { signal }),
  })

export const listsQuery = queryOptions({
  queryKey: ['lists'],
  queryFn: async ({ signal }) => (await ask<{ items: CustomerList[] }>('/lists', { signal })).items,
})

export const attributesQuery = queryOptions({
  queryKey: ['attributes'],
  queryFn: async ({ signal }) =>
    (await ask<{ items: Attribute[] }>('/attributes', { signal })).items,
  staleTime: 300_000,
})

/** What occurs among customers and purchases; products whose code or name has the text in it. */
export const knownValuesQuery = (product: string) =>
  queryOptions({
    queryKey: ['known-values', product],
    queryFn: ({ signal }) => ask<KnownValues>('/known-values', { query: { product }, signal }),
    placeholderData: keepPreviousData,
    staleTime: 300_000,
  })

/**
 * How many customers a rule means now, with a few of them; the last count stays until the next is there. Of very many
 * customers `approximate` looks at some.
 */
export const ruleCountQuery = (rule: Rule, sample = 0, approximate = false) =>
  queryOptions({
    queryKey: ['segments', 'count', rule, sample, approximate],
    queryFn: ({ signal }) =>
      ask<RuleCount>('/segments/count', {
        method: 'POST',
        body: { rule, sample, approximate },
        signal,
      }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })

/** Creates a segment, or saves over one where `id` is given. */
export async function saveSegment(id: string | null, body: SegmentInput): Promise<SegmentDetail> {
  const saved = await (id === null
    ? ask<SegmentDetail>('/segments', { method: 'POST', body })
    : ask<SegmentDetail>(`/segments/${id}`, { method: 'PUT', body }))
  await queries.invalidateQueries({ queryKey: ['segments'] })
  return saved
}

/** Counts a saved segment now and keeps the size in its history. */
export async function countSegmentNow(id: string): Promise<SegmentDetail> {
  const counted = await ask<SegmentDetail>(`/segments/${id}/count`, { method: 'POST' })
  await queries.invalidateQueries({ queryKey: ['segments'] })
  return counted
}

/** Keeps the members of now as a segment of its own. */
export async function freezeSegment(id: string, name: string): Promise<SegmentDetail> {
  const frozen = await ask<SegmentDetail>(`/segments/${id}/snapshot`, {
    method: 'POST',
    body: { name },
  })
  await queries.invalidateQueries({ queryKey: ['segments'] })
  await queries.invalidateQueries({ queryKey: ['lists'] })
  return frozen
}

export async function deleteSegment(id: string): Promise<void> {
  await ask(`/segments/${id}`, { method: 'DELETE' })
  await queries.invalidateQueries({ queryKey: ['segments'], exact: true })
}

/** Brings in a list of customers by the house’s ids; answers the ids nobody has. */
export async function createList(
  name: string,
  customers: readonly string[],
): Promise<z.infer<typeof createdListSchema>> {
  const made = await ask<z.infer<typeof createdListSchema>>('/lists', {
    method: 'POST',
    body: { name, customers },
  })
  await queries.invalidateQueries({ queryKey: ['lists'] })
  return made
}

export async function deleteList(id: string): Promise<void> {
  await ask(`/lists/${id}`, { method: 'DELETE' })
  await queries.invalidateQueries({ queryKey: ['lists'] })
}
