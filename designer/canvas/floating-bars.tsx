import { IconCopy, IconCut, IconTrash, IconX } from '@tabler/icons-react'
import { titleOf, viewOf } from '../kinds/registry.ts'
import styles from './floating-bars.module.css'
import { useNode, useRoom, useUi, useWords } from './room.ts'

/** While a step is moved by keyboard: what to do, and how to stop. */
export function MovingBar() {
  const { commands } = useRoom()
  const { t } = useWords()
  const moving = useUi((ui) => ui.moving)
  if (!moving || moving.dragged) return null
  return (
    <div className={styles.bar}>
      <span>{t('moving.bar', { place: moving.at + 1, count: moving.targets.length })}</span>
      <button type="button" onClick={() => commands.finishMove()}>
        {t('moving.here')}
      </button>
      <button type="button" onClick={() => commands.cancelMove()}>
        {t('action.cancel')}
      </button>
    </div>
  )
}

/** The step that hangs at the pointer. */
export function DraggedStep() {
  const words = useWords()
  const moving = useUi((ui) => ui.moving)
  const node = useNode(moving?.dragged ? moving.nodeId : null)
  if (!node) return null
  const Icon = viewOf(node).icon(node)
  return (
    <div className={styles.dragged} data-lands={(moving?.at ?? -1) >= 0 || undefined} aria-hidden>
      <i style={{ background: `var(--kind-${node.kind})` }}>
        <Icon size={16} stroke={1.8} />
      </i>
      {titleOf(node, words)}
    </div>
  )
}

/** What can be done with the steps chosen together. */
export function PickedBar() {
  const { ui, commands, mode } = useRoom()
  const { t } = useWords()
  const picked = useUi((state) => state.picked)
  if (picked.size === 0 || mode !== 'design') return null
  return (
    <div className={styles.bar} role="toolbar" aria-label={t('picked.label')}>
      <span>{t('picked.count', { count: picked.size })}</span>
      <button type="button" onClick={() => void commands.copy(null)}>
        <IconCopy size={15} aria-hidden />
        {t('command.copy')}
      </button>
      <button type="button" onClick={() => void commands.copy(null, true)}>
        <IconCut size={15} aria-hidden />
        {t('command.cut')}
      </button>
      <button type="button" onClick={() => commands.removePicked()}>
        <IconTrash size={15} aria-hidden />
        {t('picked.remove', { count: picked.size })}
      </button>
      <button
        type="button"
        aria-label={t('picked.none')}
        onClick={() => ui.setState({ picked: new Set() })}
      >
        <IconX size={15} aria-hidden />
      </button>
    </div>
  )
}

/** Where parts of the drawing are put away: how to see all of it again. */
export function FoldedBar() {
  const { commands } = useRoom()
  const { t } = useWords()
  const folded = useUi((ui) => ui.folded.size)
  const picked = useUi((ui) => ui.picked.size)
  if (folded === 0 || picked > 0) return null
  return (
    <div className={styles.quiet}>
      <span>{t('fold.count', { count: folded })}</span>
      <button type="button" onClick={() => commands.openAll()}>
        {t('fold.all')}
      </button>
    </div>
  )
}
