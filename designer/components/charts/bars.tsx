import styles from './charts.module.css'
import { Plot } from './plot.tsx'
import { thinned } from './scale.ts'

export interface Bar {
  readonly name: string
  readonly value: number
  /** What the bar says when it is pointed at. */
  readonly text: string
}

const gapPx = 8
const widestPx = 72

/** One bar for each name, from the zero line up or down. */
export function Bars(props: {
  label: string
  bars: readonly Bar[]
  say: (value: number) => string
}) {
  const { bars } = props
  const values = bars.map(({ value }) => value)
  const widths = bars.map(({ name }) => widthPx(name))
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
        // All names, where neighbours leave each other room; else every second or third, by the widest.
        const fits = widths.every((w, i) => (w + (widths[i + 1] ?? w)) / 2 + gapPx <= step)
        const room = Math.floor((right - left) / (Math.max(1, ...widths) + gapPx))
        const named = fits ? () => true : thinned(bars.length, room)
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

/** How wide a name is drawn, about: a letter of Hangul takes nearly two of the alphabet. */
function widthPx(name: string): number {
  return Array.from(name, (letter) => (letter > '\u2e80' ? 12 : 7)).reduce((sum, w) => sum + w, 0)
}
