import { IconCornerLeftUp, IconPlus } from '@tabler/icons-react'
import { memo } from 'react'
import { useStore } from 'zustand'
import type { Ghost, Jump } from '../../engine/layout/shapes.ts'
import { titleOf } from '../kinds/registry.ts'
import { portText } from '../kinds/sentences.ts'
import { pointOf } from './insert-points.tsx'
import styles from './lines.module.css'
import { placeKey, samePlace } from './moving.ts'
import { useNode, useRoom, useWords } from './room.ts'
import { spotOf } from './spots.ts'

/** An empty branch: keeps its column and asks for a step. */
export const GhostCard = memo(function GhostCard({ ghost }: { ghost: Ghost }) {
  const { ui, commands, mode } = useRoom()
  const { t } = useWords()
  const node = useNode(ghost.nodeId)
  const spot = spotOf(ghost.nodeId, ghost.port)
  const reachable = useStore(ui, (state) => state.focused === spot)
  const isOpen = useStore(
    ui,
    ({ menu }) =>
      menu?.menu === 'insert' &&
      'nodeId' in menu.place &&
      spotOf(menu.place.nodeId, menu.place.port) === spot,
  )
  const target = useStore(ui, ({ moving }) => {
    if (!moving?.legal.has(placeKey(ghost))) return null
    const aimed = moving.targets[moving.at]
    return aimed && samePlace(aimed, ghost) ? 'aimed' : 'legal'
  })
  if (mode === 'live') return <div className={styles.ghost}>{t('ghost.ends')}</div>
  const branch = node ? portText(t, node, ghost.port) : ''
  return (
    <button
      type="button"
      className={styles.ghost}
      tabIndex={reachable ? 0 : -1}
      data-spot={spot}
      data-open={isOpen || undefined}
      data-legal={target !== null || undefined}
      data-target={target === 'aimed' || undefined}
      aria-haspopup="dialog"
      aria-label={t('ghost.label', { branch })}
      onClick={(event) => {
        event.stopPropagation()
        const place = { nodeId: ghost.nodeId, port: ghost.port }
        if (ui.getState().moving) commands.finishMove(place)
        else commands.openInsert(place, pointOf(event))
      }}
    >
      <IconPlus size={16} aria-hidden />
      <span>{t(ghost.optional ? 'ghost.optional' : 'ghost.add')}</span>
    </button>
  )
})

/** The end of a branch that goes on at an earlier step; a click goes there. */
export const JumpChip = memo(function JumpChip({ jump }: { jump: Jump }) {
  const { commands } = useRoom()
  const words = useWords()
  const target = useNode(jump.to)
  const title = target ? titleOf(target, words) : jump.to
  return (
    <button
      type="button"
      className={styles.jump}
      tabIndex={-1}
      onClick={() => commands.show(jump.to)}
    >
      <IconCornerLeftUp size={14} aria-hidden />
      {words.t('jump', { title })}
    </button>
  )
})
