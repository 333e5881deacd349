import { IconChevronsDown } from '@tabler/icons-react'
import { memo } from 'react'
import { useStore } from 'zustand'
import { portText } from '../kinds/sentences.ts'
import { useFoldedNow } from '../live/share.ts'
import type { Fold } from './folding.ts'
import styles from './lines.module.css'
import { useProblems } from './problems.ts'
import { useNode, useRoom, useWords } from './room.ts'
import { spotOf } from './spots.ts'

/** A branch that is put away: how many steps it has, and in live mode how many people stand in it. A click opens it. */
export const FoldCard = memo(function FoldCard({ fold }: { fold: Fold }) {
  const { ui, commands, mode } = useRoom()
  const { t } = useWords()
  const node = useNode(fold.nodeId)
  const spot = spotOf(fold.nodeId, fold.port)
  const reachable = useStore(ui, (state) => state.focused === spot)
  const hidden = new Set<string | null>(fold.hidden)
  const wrong = useProblems().filter(({ nodeId, level }) => level === 'error' && hidden.has(nodeId))
  const branch = node ? portText(t, node, fold.port) : ''
  return (
    <button
      type="button"
      className={styles.fold}
      tabIndex={reachable ? 0 : -1}
      data-spot={spot}
      aria-expanded={false}
      aria-label={t('fold.open', { branch, count: fold.hidden.length })}
      onClick={(event) => {
        event.stopPropagation()
        commands.toggleFold(spot)
      }}
    >
      <IconChevronsDown size={16} aria-hidden />
      <span>{t('fold.steps', { count: fold.hidden.length })}</span>
      {wrong.length > 0 && <em>{t('problems.count', { count: wrong.length })}</em>}
      {mode === 'live' && <FoldedNow fold={fold} />}
    </button>
  )
})

function FoldedNow({ fold }: { fold: Fold }) {
  const { t, formats } = useWords()
  const now = useFoldedNow(fold.hidden)
  return (
    <b>
      {formats.number(now)} {t('live.now')}
    </b>
  )
}
