import { useRoom, useWords } from './room.ts'
import styles from './step-note.module.css'

/** What was remarked on a step, beside it; a click opens it to be changed. */
export function StepNote({ nodeId, note }: { nodeId: string; note: string }) {
  const { commands, mode } = useRoom()
  const { t } = useWords()
  if (mode !== 'design') {
    return (
      <aside className={styles.note} aria-label={t('step.note')} title={note}>
        <span>{note}</span>
      </aside>
    )
  }
  return (
    <button
      type="button"
      tabIndex={-1}
      className={styles.note}
      aria-label={`${t('step.note')}: ${note}`}
      title={note}
      onClick={(event) => {
        event.stopPropagation()
        commands.open(nodeId, 'note')
      }}
    >
      <span>{note}</span>
    </button>
  )
}
