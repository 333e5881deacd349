import { useElementSize } from '@mantine/hooks'
import type { ReactNode } from 'react'
import styles from './charts.module.css'
import { ticksOf } from './scale.ts'

/** Of one letter of a number at the side, about. */
const letterPx = 8
const sidePx = 20
const rightPx = 10
const topPx = 10
const bottomPx = 24

export interface Room {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
  /** The height of a value, in pixels from above. */
  readonly yOf: (value: number) => number
}

/** Paper with lines at round values, as wide as its place; what is drawn on it comes from `children`. */
export function Plot(props: {
  label: string
  low?: number
  high: number
  say: (value: number) => string
  heightPx?: number
  children: (room: Room) => ReactNode
}) {
  const { ref, width } = useElementSize<HTMLDivElement>()
  const { low = 0, heightPx = 220 } = props
  const ticks = ticksOf({ low, high: props.high })
  const [from, to] = [ticks[0] ?? 0, ticks.at(-1) ?? 1]
  const wide = Math.max(width, 240)
  const leftPx = sidePx + letterPx * Math.max(...ticks.map((tick) => props.say(tick).length))
  const yOf = (value: number) =>
    heightPx - bottomPx - ((value - from) / (to - from || 1)) * (heightPx - topPx - bottomPx)
  const room = { left: leftPx, right: wide - rightPx, top: topPx, bottom: heightPx - bottomPx, yOf }
  return (
    <div ref={ref} className={styles.plot}>
      <svg width={wide} height={heightPx} role="img" aria-label={props.label}>
        {ticks.map((tick) => (
          <g key={tick}>
            <line
              className={tick === 0 ? styles.base : styles.rule}
              x1={leftPx}
              x2={room.right}
              y1={yOf(tick)}
              y2={yOf(tick)}
            />
            <text className={styles.tick} x={leftPx - 8} y={yOf(tick) + 4} textAnchor="end">
              {props.say(tick)}
            </text>
          </g>
        ))}
        {width > 0 && props.children(room)}
      </svg>
    </div>
  )
}
