import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useWords } from '../canvas/room.ts'
import styles from './inspector.module.css'

/** Whose example is looked at, and the ways to the one before and after; `count` people are there to be looked at. */
export function PersonSwitcher(props: {
  name: string | null
  index: number
  count: number
  onIndex: (index: number) => void
}) {
  const { t } = useWords()
  const { name, index, count, onIndex } = props
  return (
    <div className={styles.previewHead}>
      <b>
        {name ?? t('example.somebody')}
        {count > 1 && ` (${index + 1} / ${count})`}
      </b>
      {count > 1 && (
        <span className={styles.order}>
          <button
            type="button"
            aria-label={t('preview.before')}
            disabled={index === 0}
            onClick={() => onIndex(index - 1)}
          >
            <IconChevronLeft size={16} />
          </button>
          <button
            type="button"
            aria-label={t('preview.after')}
            disabled={index >= count - 1}
            onClick={() => onIndex(index + 1)}
          >
            <IconChevronRight size={16} />
          </button>
        </span>
      )}
    </div>
  )
}
