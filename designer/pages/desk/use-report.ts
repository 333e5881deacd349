import { notifications } from '@mantine/notifications'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useProblem } from '../../app/use-problem.ts'
import { type CallReport, holdReport, takeBack } from './held-report.ts'

/** Reporting a call, and taking the last report back while it is still held. */
export function useReport() {
  const { t } = useTranslation('desk')
  const explain = useProblem()
  const navigate = useNavigate()
  const report = (call: CallReport) => {
    holdReport(call, (error) =>
      say(t('notReported', { name: call.name, why: explain(error) }), 'red'),
    )
    say(t('reported', { name: call.name, what: t(`outcome.${call.outcome}`) }))
  }
  const undo = () => {
    const call = takeBack()
    if (call === null) return say(t('tooLate'))
    say(t('undone', { name: call.name }))
    void navigate({ to: '/desk', search: { task: call.id }, replace: true })
  }
  return { report, undo }
}

/** One notice at a time: the newest is the one that counts. */
function say(message: string, color = 'blue'): void {
  notifications.clean()
  notifications.show({ message, color, autoClose: 5_000 })
}
