import { ActionIcon } from '@mantine/core'
import { IconCornerDownRight, IconPlus, IconX } from '@tabler/icons-react'
import { portsOf } from '../../engine/kinds/ports.ts'
import type { NodeId } from '../../schemas/node.ts'
import type { Node, Scenario } from '../../schemas/scenario.ts'
import { titleOf, viewOf } from '../kinds/registry.ts'
import { portText } from '../kinds/sentences.ts'
import { LiveTotal } from '../live/live-foot.tsx'
import { pointOf } from './insert-points.tsx'
import styles from './room.module.css'
import { useRoom, useScenario, useUi, useWords } from './room.ts'

/** The drawing as a list: the same steps in the same order, for small screens and for reading aloud. */
export function Outline() {
  const { ui } = useRoom()
  const { t } = useWords()
  const scenario = useScenario()
  return (
    <aside className={styles.outline} aria-label={t('outline.title')}>
      <div className={styles.outlineHead}>
        <h2>{t('outline.title')}</h2>
        <ActionIcon aria-label={t('action.close')} onClick={() => ui.setState({ outline: false })}>
          <IconX size={18} />
        </ActionIcon>
      </div>
      <div className={styles.tree}>
        {outlineOf(scenario).map((line) => (
          <OutlineLine key={`${line.is} ${line.nodeId} ${line.port}`} line={line} />
        ))}
      </div>
    </aside>
  )
}

const indentPx = 14

function OutlineLine({ line }: { line: Line }) {
  const { commands, mode } = useRoom()
  const words = useWords()
  const { t } = words
  const scenario = useScenario()
  const selected = useUi((ui) => ui.selected)
  const node = scenario.nodes.find(({ id }) => id === line.nodeId)
  const style = { paddingLeft: 8 + line.depth * indentPx }
  if (!node) return null
  if (line.is === 'branch')
    return (
      <div className={styles.branch} style={style}>
        {portText(t, node, line.port)}
      </div>
    )
  if (line.is === 'empty')
    return mode === 'live' ? null : (
      <button
        type="button"
        className={styles.leaf}
        style={style}
        data-empty
        onClick={(event) =>
          commands.openInsert({ nodeId: line.nodeId, port: line.port }, pointOf(event))
        }
      >
        <IconPlus size={16} aria-hidden />
        <span className={styles.leafName}>{t('ghost.add')}</span>
      </button>
    )
  const Icon = viewOf(node).icon(node)
  const isLink = line.is === 'link'
  return (
    <button
      type="button"
      className={styles.leaf}
      style={style}
      aria-current={(!isLink && selected === node.id) || undefined}
      onClick={() => commands.show(node.id)}
    >
      {isLink ? (
        <IconCornerDownRight size={16} aria-hidden />
      ) : (
        <i style={{ background: `var(--kind-${node.kind})` }} aria-hidden>
          <Icon size={14} stroke={1.8} />
        </i>
      )}
      <span className={styles.leafName}>
        {isLink ? t('jump', { title: titleOf(node, words) }) : titleOf(node, words)}
      </span>
      {mode === 'live' && !isLink && <LiveTotal nodeId={node.id} />}
    </button>
  )
}

interface Line {
  readonly is: 'step' | 'branch' | 'empty' | 'link'
  readonly nodeId: NodeId
  readonly port: string
  readonly depth: number
}

/** Depth first in port order; a step is listed once, later ways to it are links. */
export function outlineOf(scenario: Scenario): readonly Line[] {
  const byId = new Map<NodeId, Node>(scenario.nodes.map((node) => [node.id, node]))
  const seen = new Set<NodeId>()
  const lines: Line[] = []
  const waiting: (Line | { readonly is: 'go'; readonly nodeId: NodeId; readonly depth: number })[] =
    [{ is: 'go', nodeId: scenario.start, depth: 0 }]
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (next.is !== 'go') {
      lines.push(next)
      continue
    }
    const { nodeId, depth } = next
    const node = byId.get(nodeId)
    if (!node) continue
    if (seen.has(nodeId)) {
      lines.push({ is: 'link', nodeId, port: `${lines.length}`, depth })
      continue
    }
    seen.add(nodeId)
    lines.push({ is: 'step', nodeId, port: '', depth })
    const ports = portsOf(node)
    const isBranching = ports.length > 1
    for (const { port, optional } of ports.toReversed()) {
      const to = node.next[port] ?? null
      const inner = isBranching ? depth + 1 : depth
      if (to !== null) waiting.push({ is: 'go', nodeId: to, depth: inner })
      else if (!optional) waiting.push({ is: 'empty', nodeId, port, depth: inner })
      if (isBranching) waiting.push({ is: 'branch', nodeId, port, depth: inner })
    }
  }
  return lines
}
