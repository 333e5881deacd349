import { QueryClient } from '@tanstack/react-query'
import { ApiFailure } from './api-failure.ts'

/** What was loaded, shared by all pages. A refusal is final; only what may pass is tried again, twice. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (times, error) => times < 2 && error instanceof ApiFailure && error.mayPass,
    },
  },
})
