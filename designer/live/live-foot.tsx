import { useStore } from 'zustand'
import type { NodeCounts } from '../../schemas/api/live.ts'
import type { NodeId } from '../../schemas/node.ts'
import { useRoom, useWords } from '../canvas/room.ts'
import styles from './live-foot.module.css'

/** Now, passed and left; held, not sent and unknown only where there are any. */
export function LiveFoot({ nodeId }: { nodeId: NodeId }) {
  const counts = useCounts(nodeId)
  const { t, formats } = useWords()
  const show = (name: 'now' | 'passed' | 'left' | 'held' | 'unsent' | 'unknown') => (
    <span className={styles[name]} key={name}>
      <b>{formats.number(counts?.[name] ?? 0)}</b> {t(`live.${name}`)}
    </span>
  )
  return (
    <div className={styles.foot}>
      {show('now')}
      {show('passed')}
      {show('left')}
      {(counts?.held ?? 0) > 0 && show('held')}
      {(counts?.unsent ?? 0) > 0 && show('unsent')}
      {(counts?.unknown ?? 0) > 0 && show('unknown')}
    </div>
  )
}

/** On a pill: who stands here, or who has come where nobody stays. */
export function LiveTotal({ nodeId }: { nodeId: NodeId }) {
  const counts = useCounts(nodeId)
  const { t, formats } = useWords()
  if (!counts) return <span className={styles.total}>0</span>
  const waits = counts.now > 0
  const label = waits ? t('live.now') : t('live.entered')
  return (
    <span className={styles.total} data-now={waits || undefined} title={label}>
      {formats.number(waits ? counts.now : counts.entered)}
      <span className="unseen"> {label}</span>
    </span>
  )
}

export function useCounts(nodeId: NodeId): NodeCounts | undefined {
  const { live } = useRoom()
  if (!live) throw new Error('Counts are shown outside live mode.')
  const number = live.numbers.get(nodeId)
  return useStore(live.counts.store, ({ counts }) =>
    number === undefined ? undefined : counts.get(number),
  )
}
