import { Button } from '@mantine/core'
import { IconArrowDown, IconX } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { rename } from '../../engine/edit/update.ts'
import type { Kind, Node, NodeOf } from '../../schemas/scenario.ts'
import { layoutOf, neighbour } from '../canvas/graph.ts'
import { useNode, useRoom, useScenario, useUi, useWords } from '../canvas/room.ts'
import { overlineOf } from '../canvas/step-card.tsx'
import { useSettled } from '../components/after-paint.ts'
import { viewOf } from '../kinds/registry.ts'
import { NodeResults } from '../live/node-results.tsx'
import { FormNode } from './field-problem.ts'
import { NameInput } from './fields.tsx'
import { formOf } from './forms.ts'
import styles from './inspector.module.css'
import { hasPreview, Preview } from './preview.tsx'
import { StepFields } from './step-fields.tsx'
import { TestSend } from './test-send.tsx'

/** What one step is made of: its settings, how it looks to a customer, and in live mode who is there. */
export function Inspector() {
  const nodeId = useUi((ui) => ui.selected)
  // The canvas shows first what was chosen; of another step nothing can be set up meanwhile.
  const settled = useSettled<string | null>(nodeId, null)
  const node = useNode(settled)
  return node && settled === nodeId ? <StepInspector key={node.id} node={node} /> : null
}

function StepInspector({ node }: { node: Node }) {
  const { mode, ui, commands } = useRoom()
  const words = useWords()
  const { t } = words
  const asked = useUi((state) => state.tab)
  const tabs = [
    ...(mode === 'live' ? (['results'] as const) : []),
    'setup' as const,
    ...(hasPreview(node) ? (['preview'] as const) : []),
  ]
  const tab = tabs.find((one) => one === asked) ?? tabs[0] ?? 'setup'
  const view = viewOf(node)
  const Icon = view.icon(node)
  const body = useRef<HTMLDivElement>(null)
  useFieldFocus(body)
  return (
    <FormNode value={node.id}>
      <header className={styles.head}>
        <i className={styles.tile} style={{ background: `var(--kind-${node.kind})` }} aria-hidden>
          <Icon size={22} stroke={1.7} />
        </i>
        <div className={styles.names} data-field="title">
          <div className={styles.over}>{overlineOf(node, words)}</div>
          {mode === 'live' ? (
            <h2 className={styles.title}>{node.title || view.title(node, words)}</h2>
          ) : (
            <NameInput
              className={styles.title}
              label={t('inspector.title')}
              value={node.title}
              placeholder={view.title(node, words)}
              maxLength={80}
              canBeEmpty
              onChange={(title) =>
                commands.edit((drawing) => rename(drawing, node.id, title), `${node.id} title`)
              }
            />
          )}
        </div>
        <button
          type="button"
          className={styles.close}
          aria-label={t('action.close')}
          onClick={commands.leavePanel}
        >
          <IconX size={18} />
        </button>
      </header>
      {tabs.length > 1 && (
        <div className={styles.tabs} role="tablist" aria-label={t('inspector.tabs')}>
          {tabs.map((one) => (
            <button
              key={one}
              type="button"
              role="tab"
              aria-selected={one === tab}
              onClick={() => ui.setState({ tab: one })}
            >
              {t(`inspector.tab.${one}`)}
            </button>
          ))}
        </div>
      )}
      <div className={styles.body} ref={body}>
        {tab === 'setup' && <SetUp node={node} />}
        {tab === 'preview' && <Preview node={node} />}
        {tab === 'results' && <NodeResults node={node} />}
      </div>
      {mode === 'design' && <Foot node={node} />}
    </FormNode>
  )
}

function SetUp<K extends Kind>({ node }: { node: NodeOf<K> }) {
  const { mode, commands } = useRoom()
  const Form = formOf<K>(node)
  return (
    <fieldset className={styles.group} disabled={mode === 'live'} style={{ gap: 16 }}>
      <Form
        node={node}
        change={(patch, field) => {
          commands.update(node.id, patch, field)
        }}
      />
      <StepFields node={node} />
    </fieldset>
  )
}

function Foot({ node }: { node: Node }) {
  const { commands } = useRoom()
  const { t } = useWords()
  const scenario = useScenario()
  const next = neighbour(layoutOf(scenario, 'design'), node.id, 'down')
  return (
    <footer className={styles.foot}>
      {node.kind === 'channel' && node.channel !== 'letter' && node.message ? (
        <TestSend node={node} />
      ) : (
        <span />
      )}
      {next && !next.includes('/') && (
        <Button
          variant="default"
          rightSection={<IconArrowDown size={16} />}
          onClick={() => commands.open(next)}
        >
          {t('inspector.next')}
        </Button>
      )}
    </footer>
  )
}

/** When asked for by the canvas, goes to a named field, or to the first one that is wrong, else the first. */
function useFieldFocus(body: React.RefObject<HTMLDivElement | null>) {
  const { ui } = useRoom()
  const field = useUi((state) => state.field)
  useEffect(() => {
    const root = body.current?.parentElement
    if (field === null || !root) return
    ui.setState({ field: null })
    const within = (selector: string) => {
      const part = root.querySelector(selector)
      return (
        part?.querySelector<HTMLElement>('input, select, textarea') ??
        part?.querySelector<HTMLElement>('button')
      )
    }
    const wanted =
      field === 'first'
        ? (within('[data-wrong]') ??
          body.current?.querySelector<HTMLElement>('input, select, textarea'))
        : within(`[data-field="${CSS.escape(field)}"]`)
    const first = body.current?.querySelector<HTMLElement>('input, select, textarea')
    const chosen = wanted ?? first
    ;(chosen ? pressedOf(chosen) : root.closest('aside'))?.focus()
    if (wanted instanceof HTMLInputElement && field === 'title') wanted.select()
  }, [field, body, ui])
}

/** Of alternatives the one that holds: another would be chosen by the first key that meets it. */
function pressedOf(field: HTMLElement): HTMLElement {
  if (!(field instanceof HTMLInputElement) || field.type !== 'radio') return field
  const group = [...document.getElementsByName(field.name)]
  return group.find((one) => one instanceof HTMLInputElement && one.checked) ?? field
}
