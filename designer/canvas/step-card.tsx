import { IconAlertCircle, IconCheck, IconDots, IconNote } from '@tabler/icons-react'
import { memo } from 'react'
import { useStore } from 'zustand'
import type { Node } from '../../schemas/scenario.ts'
import type { Words } from '../kinds/kind-view.ts'
import { titleOf, viewOf } from '../kinds/registry.ts'
import { LiveFoot, LiveTotal } from '../live/live-foot.tsx'
import { useProblemCount } from './problems.ts'
import { useRoom, useWords } from './room.ts'
import styles from './step-card.module.css'
import { StepNote } from './step-note.tsx'
import { TitleInput } from './title-input.tsx'

/** One step on the canvas: what it is, what it is called, what it does; in live mode who is there. */
export const StepCard = memo(function StepCard({ node }: { node: Node }) {
  const { ui, mode } = useRoom()
  const words = useWords()
  const { t } = words
  const selected = useStore(ui, (state) => state.selected === node.id)
  const reachable = useStore(ui, (state) => state.focused === node.id)
  const onPath = useStore(ui, (state) => state.path?.has(node.id) ?? false)
  const picked = useStore(ui, (state) => state.picked.has(node.id))
  const moving = useStore(ui, (state) => state.moving?.nodeId === node.id)
  const renaming = useStore(ui, (state) => state.renaming === node.id)
  const notes = useStore(ui, (state) => state.notes)
  const compared = useStore(ui, (state) => state.compared?.get(node.id) ?? null)
  const problems = useProblemCount(node.id)
  const view = viewOf(node)
  const summary = view.summary(node, words)
  const Icon = view.icon(node)
  const title = titleOf(node, words)
  const isPill = view.shape === 'pill'
  const name = renaming ? (
    <TitleInput title={node.title} placeholder={view.title(node, words)} />
  ) : (
    title
  )
  return (
    <section
      className={isPill ? styles.pill : styles.card}
      data-selected={selected || undefined}
      data-picked={picked || undefined}
      data-todo={(summary === null && mode === 'design') || undefined}
      data-path={onPath || undefined}
      data-moving={moving || undefined}
      data-compared={compared ?? undefined}
      data-live={mode === 'live' || undefined}
      data-spot={node.id}
      tabIndex={reachable ? 0 : -1}
      aria-label={labelOf(node, words, { problems, picked })}
    >
      <i className={styles.tile} style={{ background: `var(--kind-${node.kind})` }} aria-hidden>
        <Icon size={18} stroke={1.8} />
      </i>
      {isPill ? (
        <span className={styles.title} title={title} data-title>
          {name}
          {node.kind === 'wait' && node.title !== '' && <small>{summary}</small>}
        </span>
      ) : (
        <div className={styles.text}>
          <div className={styles.over}>{overlineOf(node, words)}</div>
          <div className={styles.title} title={title} data-title>
            {name}
          </div>
        </div>
      )}
      {!isPill &&
        (summary === null ? (
          <div className={styles.next}>{t('nextAction', { action: t(`todo.${node.kind}`) })}</div>
        ) : (
          <div className={styles.summary} title={summary}>
            {summary}
          </div>
        ))}
      {compared && <span className={styles.compared}>{t(`compared.${compared}`)}</span>}
      {problems > 0 && (
        <span className={styles.problem} title={t('problems.count', { count: problems })}>
          <IconAlertCircle size={14} />
          {problems}
        </span>
      )}
      {mode === 'live' ? (
        isPill ? (
          <LiveTotal nodeId={node.id} />
        ) : (
          <LiveFoot nodeId={node.id} />
        )
      ) : (
        <button
          type="button"
          className={styles.more}
          tabIndex={-1}
          aria-label={t('menuOf', { title })}
          aria-haspopup="menu"
          onClick={(event) => {
            event.stopPropagation()
            const box = event.currentTarget.getBoundingClientRect()
            const at = { x: box.left, y: box.bottom + 4 }
            ui.setState({ menu: { menu: 'step', nodeId: node.id, at }, focused: node.id })
          }}
        >
          <IconDots size={18} />
        </button>
      )}
      {node.note !== undefined &&
        (notes ? (
          <StepNote nodeId={node.id} note={node.note} />
        ) : (
          <IconNote className={styles.noted} size={14} aria-label={t('step.note')} />
        ))}
      {picked && <IconCheck className={styles.picked} size={14} stroke={3} aria-hidden />}
    </section>
  )
})

export function overlineOf(node: Node, words: Words): string {
  const more = viewOf(node).overline?.(node, words)
  const kind = words.t(`kind.${node.kind}`)
  return more ? `${kind} · ${more}` : kind
}

function labelOf(
  node: Node,
  words: Words,
  { problems, picked }: { problems: number; picked: boolean },
): string {
  const { t } = words
  const summary = viewOf(node).summary(node, words)
  return [
    overlineOf(node, words),
    titleOf(node, words),
    summary ?? t(`todo.${node.kind}`),
    ...(problems > 0 ? [t('problems.count', { count: problems })] : []),
    ...(node.note === undefined ? [] : [`${t('step.note')}: ${node.note}`]),
    ...(picked ? [t('picked.one')] : []),
  ].join(', ')
}
