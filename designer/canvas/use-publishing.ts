import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Version } from '../../schemas/api/scenarios.ts'
import { ApiFailure } from '../api/api-failure.ts'
import { ask } from '../api/client.ts'
import { useProblem } from '../app/use-problem.ts'
import { scenarioQuery } from '../document/queries.ts'
import { useRoom, useWords } from './room.ts'

/**
 * Saves what is drawn and publishes it. Where somebody else has published or saved meanwhile, nothing is published and
 * what they did is loaded, to be compared.
 */
export function usePublishing() {
  const { detail, autosave, ui, commands } = useRoom()
  const { t } = useWords()
  const explain = useProblem()
  const cache = useQueryClient()
  return useMutation({
    mutationFn: async () => {
      const saved = await autosave.flush()
      if (saved.status !== 'saved') throw saved.problem ?? new Error(t('publish.notSaved'))
      return ask<Version>(`/scenarios/${detail.id}/publish`, {
        method: 'POST',
        body: { revision: saved.revision },
      })
    },
    onSuccess: async ({ version }) => {
      notifications.show({ message: t('publish.done', { version }) })
      ui.setState({ panel: null })
      await cache.invalidateQueries({ queryKey: ['scenarios', detail.id] })
      commands.openDialog('launch')
    },
    onError: async (error) => {
      const isBehind = error instanceof ApiFailure && error.code === 'CONFLICT'
      notifications.show({ color: 'red', message: isBehind ? t('publish.behind') : explain(error) })
      if (isBehind) autosave.meet(await cache.fetchQuery(scenarioQuery(detail.id)))
    },
  })
}
