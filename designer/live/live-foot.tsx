import { IconHelp, IconPlayerPause, IconSendOff } from '@tabler/icons-react'
import { useStore } from 'zustand'
import type { NodeCounts } from '../../schemas/api/live.ts'
import type { NodeId } from '../../schemas/node.ts'
import { useRoom, useUi, useWords } from '../canvas/room.ts'
import type { Formats } from '../format.ts'
import styles from './live-foot.module.css'

/** What a card says below: where customers are, or while one looks at where they leave, how many of all came and left. */
export function LiveFoot({ nodeId }: { nodeId: NodeId }) {
  const isLeaving = useUi((ui) => ui.panel === 'dropoff')
  return isLeaving ? <ShareFoot nodeId={nodeId} /> : <CountFoot nodeId={nodeId} />
}

function ShareFoot({ nodeId }: { nodeId: NodeId }) {
  const { live } = useRoom()
  const counts = useCounts(nodeId)
  const all = useCounts(live?.source.start ?? nodeId)?.entered ?? 0
  const { t, formats } = useWords()
  const share = (n = 0) => formats.percent(all === 0 ? 0 : n / all)
  return (
    <div className={styles.foot}>
      <span className={styles.now}>
        <b>{share(counts?.entered)}</b> {t('dropoff.came')}
      </span>
      <span className={(counts?.left ?? 0) > 0 ? styles.unsent : undefined}>
        <b>{share(counts?.left)}</b> {t('live.left')}
      </span>
    </div>
  )
}

/** Now, passed and left, in a rehearsal who enters instead of who is there; what went wrong only where anything did. */
function CountFoot({ nodeId }: { nodeId: NodeId }) {
  const { rehearsal } = useRoom()
  const counts = useCounts(nodeId)
  const { t, formats } = useWords()
  const plain = rehearsal
    ? (['entered', 'passed', 'left'] as const)
    : (['now', 'passed', 'left'] as const)
  const wrong = troubles.filter(({ name }) => (counts?.[name] ?? 0) > 0)
  const figures = [...plain, ...wrong.map(({ name }) => name)].map((name) => counts?.[name] ?? 0)
  const { say, hasWords } = sayingOf(figures, formats)
  return (
    <div className={styles.foot}>
      {plain.map((name) => (
        <span className={styles[name]} key={name} title={t(`live.${name}`)}>
          <b>{say(counts?.[name] ?? 0)}</b>{' '}
          <span className={hasWords ? undefined : 'unseen'}>{t(`live.${name}`)}</span>
        </span>
      ))}
      {wrong.map(({ name, icon: Icon }) => (
        <span className={styles[name]} key={name} title={t(`live.${name}`)}>
          <Icon size={14} stroke={2} aria-hidden />
          <b>{say(counts?.[name] ?? 0)}</b>
          <span className="unseen"> {t(`live.${name}`)}</span>
        </span>
      ))}
    </div>
  )
}

/** Pixels of a card's foot, and of what stands in it, measured at its 12 px type. */
const footPx = 238
const digitPx = 7
const besidePx = 14
const wordsPx = 80

/** All figures and words where there is room; else figures in few letters; else those alone, in the same order. */
function sayingOf(figures: readonly number[], { number, numberShort }: Formats) {
  const widthOf = (say: (value: number) => string) =>
    figures.reduce((sum, value) => sum + say(value).length * digitPx + besidePx, 0)
  if (widthOf(number) + wordsPx <= footPx) return { say: number, hasWords: true }
  return { say: numberShort, hasWords: widthOf(numberShort) + wordsPx <= footPx }
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
  const isHeld = counts.held > 0
  const say = isHeld ? formats.numberShort : formats.number
  return (
    <>
      {isHeld && (
        <span className={styles.heldTotal} title={t('live.held')}>
          <IconPlayerPause size={14} stroke={2} aria-hidden />
          <b>{say(counts.held)}</b>
          <span className="unseen"> {t('live.held')}</span>
        </span>
      )}
      <span className={styles.total} data-now={waits || undefined} title={label}>
        {say(waits ? counts.now : counts.entered)}
        <span className="unseen"> {label}</span>
      </span>
    </>
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
