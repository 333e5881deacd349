import styles from './charts.module.css'
import { Plot } from './plot.tsx'
import { thinned } from './scale.ts'

export interface Bar {
  readonly name: string
  readonly value: number
  /** What the bar says when it is pointed at. */
  readonly text: string
}

/** Of one letter of a name, about. */
const letterPx = 8.5
const gapPx = 14
const widestPx = 72

/** One bar for each name, from the zero line up or down. */
export function Bars(props: {
  label: string
  bars: readonly Bar[]
  say: (value: number) => string
}) {
  const { bars } = props
  const values = bars.map(({ value }) => value)
  const nameRoomPx = gapPx + letterPx * Math.max(1, ...bars.map(({ name }) => name.length))
  return (
    <Plot
      label={props.label}
      low={Math.min(0, ...values)}
      high={Math.max(0, ...values)}
      say={props.say}
    >
      {({ left, right, bottom, yOf }) => {
        const step = (right - left) / Math.max(1, bars.length)
        const width = Math.min(step * 0.76, widestPx)
        const named = thinned(bars.length, Math.floor((right - left) / nameRoomPx))
        return bars.map((bar, i) => (
          <g key={bar.name}>
            <rect
              className={bar.value < 0 ? styles.barBelow : styles.bar}
              x={left + (i + 0.5) * step - width / 2}
              width={width}
              y={Math.min(yOf(bar.value), yOf(0))}
              height={Math.max(Math.abs(yOf(bar.value) - yOf(0)), bar.value === 0 ? 0 : 1)}
              rx={2}
            >
              <title>{bar.text}</title>
            </rect>
            {named(i) && (
              <text
                className={styles.tick}
                x={left + (i + 0.5) * step}
                y={bottom + 17}
                textAnchor="middle"
              >
                {bar.name}
              </text>
            )}
          </g>
        ))
      }}
    </Plot>
  )
}
