import { Button } from '@mantine/core'
import { IconRocket } from '@tabler/icons-react'
import { useStore } from 'zustand'
import { useChecking, useProblems } from './problems.ts'
import { useRoom, useWords } from './room.ts'
import { usePublishing } from './use-publishing.ts'

/** Publishes the draft when nothing is wrong; what is published already can be launched. */
export function PublishButton() {
  const { detail, autosave, ui, commands } = useRoom()
  const { t } = useWords()
  const errors = useProblems().filter(({ level }) => level === 'error')
  const isWaiting = useChecking() === 'coming'
  const { status, revision } = useStore(autosave.store)
  const publishing = usePublishing()
  // What others run by is changed with open eyes; a first version changes nothing.
  const publish = () => {
    if (detail.newest) ui.setState({ panel: 'publish', selected: null })
    else publishing.mutate()
  }
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
    <Button disabled={isWaiting} loading={publishing.isPending} onClick={publish}>
      {t('publish.publish')}
    </Button>
  )
}
