import { useWords } from '../canvas/room.ts'
import styles from './rehearse.module.css'

const shownMax = 120

/** One bar a day; the highest and the first and last day are written out, every day says itself when pointed at. */
export function DayBars(props: {
  days: readonly string[]
  values: readonly number[]
  say: (value: number) => string
  label: string
}) {
  const { t, formats } = useWords()
  const { say, label } = props
  const days = props.days.slice(0, shownMax)
  const values = props.values.slice(0, shownMax)
  const most = Math.max(0, ...values)
  const peak = values.indexOf(most)
  const [first] = days
  const last = days.at(-1)
  if (first === undefined || last === undefined || most === 0) {
    return <p className={styles.empty}>{t('rehearse.nothing')}</p>
  }
  const width = 100 / days.length
  return (
    <figure className={styles.bars}>
      <svg viewBox="0 0 100 40" preserveAspectRatio="none" role="img" aria-label={label}>
        {days.map((day, index) => {
          const value = values[index] ?? 0
          const height = (value / most) * 38
          return (
            <rect
              key={day}
              x={index * width + width * 0.1}
              y={40 - Math.max(height, value > 0 ? 0.6 : 0)}
              width={width * 0.8}
              height={Math.max(height, value > 0 ? 0.6 : 0)}
              data-peak={index === peak || undefined}
            >
              <title>{`${formats.plainDay(day)}: ${say(value)}`}</title>
            </rect>
          )
        })}
      </svg>
      <figcaption>
        <span>{formats.plainDay(first)}</span>
        <b>
          {t('rehearse.most', { day: formats.plainDay(days[peak] ?? first), value: say(most) })}
        </b>
        <span>{formats.plainDay(last)}</span>
      </figcaption>
    </figure>
  )
}
