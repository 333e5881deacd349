import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconRocket } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useStore } from 'zustand'
import type { Version } from '../../schemas/api/scenarios.ts'
import { ask } from '../api/client.ts'
import { useProblem } from '../app/use-problem.ts'
import { useChecking, useProblems } from './problems.ts'
import { useRoom, useWords } from './room.ts'

/** Publishes the draft when nothing is wrong; what is published already can be launched. */
export function PublishButton() {
  const { detail, autosave, ui, commands } = useRoom()
  const { t } = useWords()
  const explain = useProblem()
  const cache = useQueryClient()
  const errors = useProblems().filter(({ level }) => level === 'error')
  const isWaiting = useChecking() === 'coming'
  const { status, revision } = useStore(autosave.store)
  const publishing = useMutation({
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
      await cache.invalidateQueries({ queryKey: ['scenarios', detail.id] })
      commands.openDialog('launch')
    },
    onError: (error) => notifications.show({ color: 'red', message: explain(error) }),
  })
  if (errors.length > 0) {
    return (
      <Button variant="default" onClick={() => ui.setState({ panel: 'problems', selected: null })}>
        {t('publish.blocked', { count: errors.length })}
      </Button>
    )
  }
  const isPublished =
    detail.newest !== null &&
    !detail.changedSince &&
    status === 'saved' &&
    revision === detail.revision
  return isPublished ? (
    <Button leftSection={<IconRocket size={16} />} onClick={() => commands.openDialog('launch')}>
      {t('publish.launch')}
    </Button>
  ) : (
    <Button disabled={isWaiting} loading={publishing.isPending} onClick={() => publishing.mutate()}>
      {t('publish.publish')}
    </Button>
  )
}
