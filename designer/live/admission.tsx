import { Button, Modal } from '@mantine/core'
import { useState } from 'react'
import type { RunDetail } from '../../schemas/api/runs.ts'
import dialogs from '../canvas/dialogs.module.css'
import { useRoom, useWords } from '../canvas/room.ts'
import styles from './panels.module.css'
import { isOver, useRunChange } from './run-change.ts'

/** Whether anybody may still come in, until when, and the end of it by hand. */
export function Admission({ run }: { run: RunDetail }) {
  const { t, formats } = useWords()
  const [asks, setAsks] = useState(false)
  const change = useRunChange(run.id)
  const mayEnter =
    !isOver(run) &&
    run.closedAt === null &&
    (run.accepting || run.admitted < (run.audienceSize ?? 1))
  return (
    <>
      <p className={styles.quiet}>
        {useAdmissionText(run)}
        {run.settings.admitUntil !== null &&
          run.closedAt === null &&
          ` ${t('runPanel.until', { at: formats.moment(run.settings.admitUntil) })}`}
      </p>
      {mayEnter && (
        <div className={styles.change}>
          <Button size="compact-sm" variant="default" onClick={() => setAsks(true)}>
            {t('runPanel.finish')}
          </Button>
        </div>
      )}
      <Modal opened={asks} onClose={() => setAsks(false)} title={t('runPanel.finishTitle')}>
        <p className={dialogs.text}>{t('runPanel.finishText')}</p>
        <div className={dialogs.buttons}>
          <Button variant="default" onClick={() => setAsks(false)}>
            {t('action.cancel')}
          </Button>
          <Button
            onClick={() => {
              setAsks(false)
              change.mutate({ path: 'finish', said: t('runPanel.finished') })
            }}
          >
            {t('runPanel.finish')}
          </Button>
        </div>
      </Modal>
    </>
  )
}

function useAdmissionText(run: RunDetail): string {
  const { live } = useRoom()
  const { t, formats } = useWords()
  const start = live?.source.nodes.find(({ id }) => id === live.source.start)
  const entry = start?.kind === 'segment' ? start.entry : undefined
  const waiting = (run.audienceSize ?? 0) - run.admitted
  if (run.closedAt !== null) return t('runPanel.closed', { at: formats.moment(run.closedAt) })
  if (run.accepting && entry?.by === 'event') {
    return t('runPanel.byEvent', { event: entry.event })
  }
  if (run.accepting) {
    return run.admissionDue === null
      ? t('runPanel.open_admission')
      : t('runPanel.nextTake', { at: formats.moment(run.admissionDue) })
  }
  return waiting > 0
    ? t('runPanel.entering', { people: formats.number(waiting) })
    : t('runPanel.everybodyIn')
}
