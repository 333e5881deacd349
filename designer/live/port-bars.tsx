import { portsOf } from '../../engine/kinds/ports.ts'
import type { NodeCounts } from '../../schemas/api/live.ts'
import type { Node } from '../../schemas/scenario.ts'
import { useWords } from '../canvas/room.ts'
import { portText } from '../kinds/sentences.ts'
import styles from './live.module.css'

/** How many left a step by each of its ways. */
export function PortBars({ node, counts }: { node: Node; counts: NodeCounts | undefined }) {
  const { t, formats } = useWords()
  const ports = portsOf(node).map(({ port }) => ({ port, count: counts?.ports[port] ?? 0 }))
  const all = ports.reduce((sum, { count }) => sum + count, 0)
  if (ports.length < 2 || all === 0) return null
  return (
    <dl className={styles.bars}>
      {ports.map(({ port, count }) => (
        <div key={port}>
          <dt>{portText(t, node, port)}</dt>
          <dd>
            <i style={{ width: `${(count / all) * 100}%` }} />
            <span>
              {formats.number(count)} · {formats.percent(count / all)}
            </span>
          </dd>
        </div>
      ))}
    </dl>
  )
}
