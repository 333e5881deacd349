import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { declareAttributeSchema } from '../../schemas/api/attributes.ts'
import type {
  ImportKind,
  importedSchema,
  importJobSchema,
  importQuerySchema,
  previewedSchema,
} from '../../schemas/api/imports.ts'
import type {
  badCustomerSchema,
  badQuerySchema,
  mergingSchema,
  Quality,
} from '../../schemas/api/quality.ts'
import { ask } from './client.ts'
import { fetchProblemWords } from './problem-words.ts'
import { queries } from './queries.ts'

export type ImportJob = z.output<typeof importJobSchema>
export type Imported = z.output<typeof importedSchema>
export type Previewed = z.output<typeof previewedSchema>
export type BadCustomer = z.output<typeof badCustomerSchema>
export type Merging = z.output<typeof mergingSchema>
export type DataProblem = z.output<typeof badQuerySchema>['problem']
type ImportQuery = Partial<z.output<typeof importQuerySchema>>

const previewBytes = 1024 * 1024

/** The latest imports; asked for again while one is under way. */
export const importsQuery = queryOptions({
  queryKey: ['imports'],
  queryFn: async ({ signal }) => {
    const { items } = await ask<{ items: ImportJob[] }>('/imports', { signal })
    if (items.some(({ failure }) => failure !== null)) await fetchProblemWords()
    return items
  },
  refetchInterval: (query) =>
    query.state.data?.some((job) => job.state === 'running') ? 2000 : false,
})

export function previewFile(kind: ImportKind, file: File, query: ImportQuery): Promise<Previewed> {
  return ask(`/imports/${kind}/preview`, {
    ...{ method: 'POST', file: file.slice(0, previewBytes) },
    query: { ...query },
  })
}

export async function importFile(
  kind: ImportKind,
  file: File,
  query: ImportQuery,
): Promise<Imported> {
  try {
    return await ask<Imported>(`/imports/${kind}`, {
      ...{ method: 'POST', file },
      query: { ...query, file: file.name },
    })
  } finally {
    // How far the file was is over: nothing is to wait for it, and neither is the look at the file.
    await queries.invalidateQueries({
      predicate: ({ queryKey: [about, one] }) =>
        about !== 'session' && !(about === 'imports' && one !== undefined),
      refetchType: 'active',
    })
  }
}

/** One import while it is under way; unknown until the server has begun, and again when it is over. */
export const importQuery = (id: string) =>
  queryOptions({
    queryKey: ['imports', id],
    queryFn: ({ signal }) => ask<ImportJob>(`/imports/${id}`, { signal }),
    refetchInterval: 1000,
    retry: false,
  })

export async function cancelImport(id: string): Promise<void> {
  await ask(`/imports/${id}/cancel`, { method: 'POST' })
  await queries.invalidateQueries({ queryKey: ['imports'] })
}

export async function declareAttribute(
  key: string,
  said: z.input<typeof declareAttributeSchema>,
): Promise<void> {
  await ask(`/attributes/${key}`, { method: 'PUT', body: said })
  await queries.invalidateQueries({ queryKey: ['attributes'] })
}

export async function removeAttribute(key: string): Promise<void> {
  await ask(`/attributes/${key}`, { method: 'DELETE' })
  await queries.invalidateQueries({ queryKey: ['attributes'] })
}

export const qualityQuery = queryOptions({
  queryKey: ['quality'],
  queryFn: ({ signal }) => ask<Quality>('/quality', { signal }),
})

export async function measureQuality(): Promise<void> {
  queries.setQueryData(qualityQuery.queryKey, await ask<Quality>('/quality', { method: 'POST' }))
}

export const badCustomersQuery = (of: { field: string; problem: DataProblem; search: string }) =>
  infiniteQueryOptions({
    queryKey: ['quality', of],
    queryFn: ({ pageParam, signal }) =>
      ask<{ items: BadCustomer[]; next: string | null }>(`/quality/${of.field}/customers`, {
        query: { problem: of.problem, search: of.search, after: pageParam, limit: 100 },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  })

/** Who was merged into a customer, or whom a customer was merged into. */
export const mergingsQuery = (customer: string) =>
  queryOptions({
    queryKey: ['customers', customer, 'mergings'],
    queryFn: async ({ signal }) =>
      (await ask<{ items: Merging[] }>(`/customers/${customer}/mergings`, { signal })).items,
  })

export async function mergeCustomers(kept: string, gone: string): Promise<void> {
  await ask(`/customers/${kept}/merge`, { method: 'POST', body: { gone } })
  await forgetPeople()
}

export async function undoMerging(merging: number): Promise<void> {
  await ask(`/mergings/${merging}/undo`, { method: 'POST' })
  await forgetPeople()
}

async function forgetPeople(): Promise<void> {
  await queries.invalidateQueries({ queryKey: ['customers'] })
  await queries.invalidateQueries({ queryKey: ['quality'] })
}
