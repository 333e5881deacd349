import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { RunDetail } from '../../schemas/api/runs.ts'
import { ask } from '../api/client.ts'
import { useProblem } from '../app/use-problem.ts'

export type RunChange =
  | { readonly path: 'budget'; readonly body: { readonly total: number | null } }
  | { readonly path: 'rate'; readonly body: { readonly admitPerMinute: number | null } }
  | { readonly path: 'finish' | 'pause' | 'resume' | 'cancel'; readonly body?: undefined }

/** Changes something of a run; what every page knows of it is read again. `said` is told when it is done. */
export function useRunChange(run: string) {
  const cache = useQueryClient()
  const explain = useProblem()
  return useMutation({
    mutationFn: ({ path, body }: RunChange & { readonly said?: string }) =>
      ask<RunDetail>(`/runs/${run}/${path}`, { method: 'POST', body }),
    onSuccess: async (_, { said }) => {
      await cache.invalidateQueries({ queryKey: ['runs'] })
      if (said !== undefined) notifications.show({ message: said })
    },
    onError: (error) => notifications.show({ color: 'red', message: explain(error) }),
  })
}

export function isOver({ state }: Pick<RunDetail, 'state'>): boolean {
  return state === 'ended' || state === 'cancelled'
}
