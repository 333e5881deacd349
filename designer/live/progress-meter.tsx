import { useStore } from 'zustand'
import { useRoom, useWords } from '../canvas/room.ts'
import styles from './live.module.css'

/** How much of the audience has come to an end. */
export function ProgressMeter() {
  const { live } = useRoom()
  const { t } = useWords()
  if (!live) throw new Error('Progress is shown outside live mode.')
  const share = useStore(live.counts.store, ({ live: counts }) =>
    counts?.audienceSize ? Math.min(1, counts.ended / counts.audienceSize) : 0,
  )
  return (
    <div
      className={styles.meter}
      role="progressbar"
      aria-label={t('live.progress')}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share * 100)}
    >
      <i style={{ width: `${share * 100}%` }} />
    </div>
  )
}
