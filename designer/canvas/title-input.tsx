import { useRoom, useWords } from './room.ts'
import styles from './step-card.module.css'

/** The title of a step, typed on its card: Enter keeps it, Escape leaves it as it was. */
export function TitleInput({ title, placeholder }: { title: string; placeholder: string }) {
  const { commands } = useRoom()
  const { t } = useWords()
  return (
    <input
      ref={selectAll}
      className={`${styles.rename} nodrag`}
      aria-label={t('inspector.title')}
      defaultValue={title}
      placeholder={placeholder}
      maxLength={80}
      onClick={(event) => event.stopPropagation()}
      onDoubleClick={(event) => event.stopPropagation()}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.nativeEvent.isComposing) return
        if (event.key !== 'Enter' && event.key !== 'Escape') return
        commands.finishRename(event.key === 'Enter' ? event.currentTarget.value : null)
        commands.comeBack()
      }}
      onBlur={(event) => commands.finishRename(event.currentTarget.value)}
    />
  )
}

// It was asked for to be typed into. Once: what is typed must not be selected again when the card is drawn again.
const selectAll = (input: HTMLInputElement | null) => {
  input?.focus({ preventScroll: true })
  input?.select()
}
