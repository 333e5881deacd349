import styles from './charts.module.css'
import { Plot } from './plot.tsx'

export interface Point {
  readonly x: number
  readonly y: number
  /** What the point says when it is pointed at. */
  readonly text?: string
}

export interface Line {
  readonly name: string
  /** By x, ascending. */
  readonly points: readonly Point[]
  readonly tone: 'main' | 'quiet' | 'second'
  /** Where the points themselves matter. */
  readonly dots?: boolean
}

/** Lines over one axis; a mark is a thin upright line with its name. */
export function LineChart(props: {
  label: string
  lines: readonly Line[]
  xTicks: readonly { readonly at: number; readonly text: string }[]
  say: (value: number) => string
  marks?: readonly { readonly at: number; readonly text: string }[]
  low?: number
  heightPx?: number
}) {
  const points = props.lines.flatMap((line) => line.points)
  const xs = [...points.map(({ x }) => x), ...props.xTicks.map(({ at }) => at)]
  const [first, last] = [Math.min(...xs), Math.max(...xs)]
  const ys = points.map(({ y }) => y)
  return (
    <Plot
      label={props.label}
      low={Math.min(props.low ?? 0, ...ys)}
      high={Math.max(...ys, 0)}
      say={props.say}
      {...(props.heightPx ? { heightPx: props.heightPx } : {})}
    >
      {({ left, right, top, bottom, yOf }) => {
        const xOf = (x: number) =>
          last === first
            ? (left + right) / 2
            : left + ((x - first) / (last - first)) * (right - left)
        return (
          <>
            {props.xTicks.map(({ at, text }, i) => (
              <text
                key={at}
                className={styles.tick}
                x={xOf(at)}
                y={bottom + 17}
                textAnchor={anchorOf(i, props.xTicks.length)}
              >
                {text}
              </text>
            ))}
            {props.marks?.map(({ at, text }) => (
              <line
                key={`${at} ${text}`}
                className={styles.mark}
                x1={xOf(at)}
                x2={xOf(at)}
                y1={top}
                y2={bottom}
              >
                <title>{text}</title>
              </line>
            ))}
            {props.lines.map(({ name, points: own, tone, dots }) => (
              <g key={name} data-tone={tone} className={styles.line}>
                <polyline points={own.map(({ x, y }) => `${xOf(x)},${yOf(y)}`).join(' ')}>
                  <title>{name}</title>
                </polyline>
                {(dots || own.length === 1) &&
                  own.map((point) => (
                    <circle key={point.x} cx={xOf(point.x)} cy={yOf(point.y)} r={3.5}>
                      <title>{point.text ?? name}</title>
                    </circle>
                  ))}
              </g>
            ))}
          </>
        )
      }}
    </Plot>
  )
}

function anchorOf(index: number, count: number): 'start' | 'middle' | 'end' {
  if (count === 1) return 'middle'
  if (index === 0) return 'start'
  return index === count - 1 ? 'end' : 'middle'
}
