import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Customer, CustomerRow } from '../../schemas/api/customers.ts'
import { ask } from './client.ts'
import { queries } from './queries.ts'

/** Customers whose id, name, e-mail or telephone begins with `search`; all, when it is empty. */
export const customersQuery = (search: string) =>
  infiniteQueryOptions({
    queryKey: ['customers', 'list', search],
    queryFn: ({ pageParam, signal }) =>
      ask<{ items: CustomerRow[]; next: string | null }>('/customers', {
        query: { search, after: pageParam, limit: 100 },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  })

export const customerQuery = (id: string) =>
  queryOptions({
    queryKey: ['customers', id],
    queryFn: ({ signal }) => ask<Customer>(`/customers/${id}`, { signal }),
  })

/** All that is kept of one customer, to be handed to them. */
export function exportCustomer(id: string): Promise<object> {
  return ask<object>(`/customers/${id}/export`)
}

/** Erases a customer for good; `confirm` is the house’s id of them, once more. */
export async function eraseCustomer(id: string, confirm: string): Promise<void> {
  await ask(`/customers/${id}/erase`, { method: 'POST', body: { confirm } })
  await queries.invalidateQueries({ queryKey: ['customers'] })
}
