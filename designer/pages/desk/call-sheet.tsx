import { Button, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CallOutcome } from '../../../schemas/basics.ts'
import { ApiFailure } from '../../api/api-failure.ts'
import { releaseTask, taskQuery } from '../../api/desk.ts'
import { Problem } from '../../components/loaded.tsx'
import { Bones, Empty } from '../../components/page.tsx'
import { CallFacts } from './call-facts.tsx'
import { CallHead } from './call-head.tsx'
import styles from './desk.module.css'
import { Outcomes } from './outcomes.tsx'
import { Script } from './script.tsx'
import { useDeskKeys } from './use-desk-keys.ts'
import { useReport } from './use-report.ts'

/** One call: who it is, what to say, and how it ended — by one key. Leaving it unreported gives it back. */
export function CallSheet(props: {
  id: string
  onDone: () => void
  onBack: () => void
  onStep: (by: 1 | -1) => void
}) {
  const { t } = useTranslation('desk')
  const task = useQuery(taskQuery(props.id))
  const [memo, setMemo] = useState('')
  const { report, undo } = useReport()
  const open = task.data?.state === 'open'
  const end = (outcome: CallOutcome) => {
    if (task.data?.state !== 'open') return
    const name = task.data.customer.name ?? task.data.customer.externalId
    report({ id: props.id, name, outcome, memo: memo.trim() })
    props.onDone()
  }
  const leave = () => {
    if (open) void releaseTask(props.id).catch(() => undefined)
  }
  useDeskKeys({ onOutcome: end, onUndo: undo, onStep: props.onStep, onBack: props.onBack })
  if (task.error instanceof ApiFailure && task.error.code === 'CONFLICT')
    return (
      <Empty title={t('gone.title')} text={t('gone.text')}>
        <Button onClick={props.onDone}>{t('gone.next')}</Button>
      </Empty>
    )
  if (task.error) return <Problem error={task.error} onRetry={() => void task.refetch()} />
  if (!task.data) return <Bones lines={5} height={48} />
  return (
    <div className={styles.call}>
      <CallHead
        task={task.data}
        onBack={() => {
          leave()
          props.onBack()
        }}
      />
      <CallFacts task={task.data} />
      <Script text={task.data.script} />
      <Outcomes disabled={!open} chosen={task.data.outcome} onChoose={end} />
      <Textarea
        aria-label={t('memo')}
        placeholder={t('memo')}
        minRows={2}
        autosize
        maxLength={2000}
        value={memo}
        onChange={(event) => setMemo(event.currentTarget.value)}
      />
      <p className={styles.hint}>{t('hint')}</p>
    </div>
  )
}
