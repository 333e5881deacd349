import { Textarea } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CallOutcome } from '../../../schemas/basics.ts'
import { releaseTask, reportTask, taskQuery } from '../../api/desk.ts'
import { Problem } from '../../components/loaded.tsx'
import { Bones } from '../../components/page.tsx'
import { CallFacts } from './call-facts.tsx'
import { CallHead } from './call-head.tsx'
import styles from './desk.module.css'
import { Outcomes } from './outcomes.tsx'
import { Script } from './script.tsx'
import { useDeskKeys } from './use-desk-keys.ts'
import { useUndo } from './use-undo.ts'

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
  const undo = useUndo()
  const reporting = useMutation({
    mutationFn: reportTask,
    onSuccess: (_, { id, outcome }) => {
      undo.offer({ id, name: task.data?.customer.name ?? '', outcome })
      props.onDone()
    },
  })
  const open = task.data?.state === 'open' && !reporting.isPending
  const report = (outcome: CallOutcome) => {
    if (open) reporting.mutate({ id: props.id, outcome, memo: memo.trim() })
  }
  const leave = () => {
    if (open) void releaseTask(props.id).catch(() => undefined)
  }
  useDeskKeys({ onOutcome: report, onUndo: undo.undo, onStep: props.onStep, onBack: props.onBack })
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
      {reporting.error && <Problem error={reporting.error} />}
      <CallFacts task={task.data} />
      <Script text={task.data.script} />
      <Outcomes disabled={!open} chosen={task.data.outcome} onChoose={report} />
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
