import { notifications } from '@mantine/notifications'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { create } from 'zustand'
import type { CallOutcome } from '../../../schemas/basics.ts'
import { undoReport } from '../../api/desk.ts'
import { useProblem } from '../../app/use-problem.ts'

interface Reported {
  readonly id: string
  readonly name: string
  readonly outcome: CallOutcome
}

/** The last report of this sitting; it outlives the sheet it was made on. */
const useLast = create<{ last: Reported | null }>(() => ({ last: null }))

export function useUndo() {
  const { t } = useTranslation('desk')
  const explain = useProblem()
  const navigate = useNavigate()
  const offer = (last: Reported) => {
    useLast.setState({ last })
    const what = t(`outcome.${last.outcome}`)
    say(t('reported', { name: last.name, what }))
  }
  const undo = () => {
    const { last } = useLast.getState()
    if (last === null) return
    useLast.setState({ last: null })
    undoReport(last.id).then(
      () => {
        say(t('undone', { name: last.name }))
        void navigate({ to: '/desk', search: { task: last.id }, replace: true })
      },
      (error: unknown) => say(explain(error), 'red'),
    )
  }
  return { offer, undo }
}

/** One notice at a time: the newest is the one that counts. */
function say(message: string, color = 'blue'): void {
  notifications.clean()
  notifications.show({ message, color })
}
