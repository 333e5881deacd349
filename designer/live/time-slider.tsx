import { useDebouncedCallback } from '@mantine/hooks'
import { useState } from 'react'
import { useStore } from 'zustand'
import { useRoom, useWords } from '../canvas/room.ts'
import styles from './live.module.css'

const minuteMs = 60_000
const dayMinutes = 24 * 60
const minuteOf = (instant: string) => Math.floor(Date.parse(instant) / minuteMs)

/** The canvas as it stood at any past minute of the run, by its clock. */
export function TimeSlider() {
  const { live } = useRoom()
  const { t, formats } = useWords()
  if (!live) throw new Error('The past is shown outside live mode.')
  const { store } = live.counts
  const first = useStore(store, (state) => state.live?.from ?? null)
  const latest = useStore(store, ({ at: past, live: counts }) =>
    past === null && counts ? minuteOf(counts.endedAt ?? counts.clockNow) : null,
  )
  const at = useStore(store, (state) => state.at)
  const [until, setUntil] = useState<number | null>(null)
  const [dragged, setDragged] = useState<number | null>(null)
  const show = useDebouncedCallback((minute: number | null) => {
    store.setState({ at: minute === null ? null : new Date(minute * minuteMs).toISOString() })
    setDragged(null)
  }, 150)
  if (first === null) return null
  const from = minuteOf(first)
  const to = Math.max(from, latest ?? until ?? from)
  const shown = dragged ?? (at === null ? to : minuteOf(at))
  if (to - from < 1) return null
  const ends = to - from < dayMinutes ? formats.time : formats.day
  return (
    <div className={styles.slider}>
      <span>{ends(from * minuteMs)}</span>
      <input
        type="range"
        aria-label={t('slider.label')}
        aria-valuetext={formats.moment(shown * minuteMs)}
        min={from}
        max={to}
        value={shown}
        onChange={(event) => {
          const minute = Number(event.currentTarget.value)
          setUntil(to)
          setDragged(minute)
          show(minute >= to ? null : minute)
        }}
      />
      <b>{formats.moment(shown * minuteMs)}</b>
      <button
        type="button"
        className={styles.toNow}
        disabled={at === null}
        onClick={() => show(null)}
      >
        {t('slider.now')}
      </button>
    </div>
  )
}
