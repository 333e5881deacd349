import { IconHelp, IconPlayerPause, IconSendOff } from '@tabler/icons-react'
import { useStore } from 'zustand'
import type { NodeCounts } from '../../schemas/api/live.ts'
import type { NodeId } from '../../schemas/node.ts'
import { useRoom, useWords } from '../canvas/room.ts'
import styles from './live-foot.module.css'

/** Now, passed and left, in a rehearsal who enters instead of who is there; what went wrong only where anything did. */
export function LiveFoot({ nodeId }: { nodeId: NodeId }) {
  const { rehearsal } = useRoom()
  const counts = useCounts(nodeId)
  const { t, formats } = useWords()
  const plain = rehearsal
    ? (['entered', 'passed', 'left'] as const)
    : (['now', 'passed', 'left'] as const)
  const isCrowded = troubles.some(({ name }) => (counts?.[name] ?? 0) > 0)
  const say = isCrowded ? formats.numberShort : formats.number
  return (
    <div className={styles.foot}>
      {plain.map((name) => (
        <span className={styles[name]} key={name}>
          <b>{say(counts?.[name] ?? 0)}</b> <em>{t(`live.${name}`)}</em>
        </span>
      ))}
      {troubles.map(({ name, icon: Icon }) => {
        const count = counts?.[name] ?? 0
        return (
          count > 0 && (
            <span className={styles[name]} key={name} title={t(`live.${name}`)}>
              <Icon size={14} stroke={2} aria-hidden />
              <b>{say(count)}</b>
              <span className="unseen"> {t(`live.${name}`)}</span>
            </span>
          )
        )
      })}
    </div>
  )
}

const troubles = [
  { name: 'held', icon: IconPlayerPause },
  { name: 'unsent', icon: IconSendOff },
  { name: 'unknown', icon: IconHelp },
] as const

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
