import { useStore } from 'zustand'
import styles from './room.module.css'
import { useRoom, useWords } from './room.ts'

/** Stands before what has no past, while the drawing shows a past minute of the run. */
export function OfNow() {
  const { live } = useRoom()
  const { t } = useWords()
  if (!live) throw new Error('Only a run has a past.')
  const isPast = useStore(live.counts.store, ({ at }) => at !== null)
  return isPast && <span className={styles.ofNow}>{t('top.now')}</span>
}
