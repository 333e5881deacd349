import type { Quality } from '../../../schemas/api/quality.ts'
import styles from './data.module.css'

const width = 96
const height = 22

/** How much of a field was known, measurement by measurement; the line of what was valid runs below it. */
export function Trend(props: { marks: Quality['subjects'][number]['trend']; label: string }) {
  const { marks, label } = props
  if (marks.length < 2) return <span className={styles.muted}>–</span>
  const points = (share: (mark: (typeof marks)[number]) => number) =>
    marks
      .map((mark, at) => {
        const x = (at / (marks.length - 1)) * (width - 4) + 2
        return `${x.toFixed(1)},${(height - 2 - share(mark) * (height - 4)).toFixed(1)}`
      })
      .join(' ')
  return (
    <svg className={styles.trend} width={width} height={height} role="img" aria-label={label}>
      <polyline points={points((mark) => mark.filled)} />
      <polyline data-valid points={points((mark) => mark.filled * mark.valid)} />
    </svg>
  )
}
