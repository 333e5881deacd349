import { useStore } from 'zustand'
import { useProblem } from '../app/use-problem.ts'
import { ConflictDialog } from './later-parts.tsx'
import styles from './room.module.css'
import { useRoom, useWords } from './room.ts'

/** Whether what one sees is safe. */
export function SavedState() {
  const { autosave } = useRoom()
  const { t, formats } = useWords()
  const explain = useProblem()
  const { status, savedAt, problem, newer } = useStore(autosave.store)
  const isTrouble = status === 'offline' || status === 'refused' || status === 'conflict'
  return (
    <>
      <span
        className={styles.saved}
        role="status"
        data-trouble={isTrouble || undefined}
        title={problem ? explain(problem) : undefined}
      >
        {t(`saved.${status}`, { at: formats.time(savedAt) })}
      </span>
      {newer && <ConflictDialog newer={newer} />}
    </>
  )
}
