import { useStore } from 'zustand'
import { useRoom, useWords } from '../canvas/room.ts'
import styles from './live.module.css'

/** Over the canvas while the server cannot be reached: of when the numbers are, and that we go on trying. */
export function LostLine() {
  const { live } = useRoom()
  const { t, formats } = useWords()
  if (!live) throw new Error('A line is lost outside live mode.')
  const lostAt = useStore(live.counts.store, (state) => state.lostAt)
  const asOf = useStore(live.counts.store, (state) => state.live?.at ?? null)
  if (lostAt === null) return null
  return (
    <p className={styles.lost} role="alert">
      {asOf === null ? t('lost.never') : t('lost.text', { at: formats.time(asOf) })}
    </p>
  )
}
