import type { NodeId } from '../../schemas/node.ts'
import type { Node, Scenario } from '../../schemas/scenario.ts'
import type { Differences } from '../document/differences.ts'
import { isSame } from '../document/differences.ts'
import type { Words } from '../kinds/kind-view.ts'
import { titleOf } from '../kinds/registry.ts'
import { portText } from '../kinds/sentences.ts'
import {
  attributionChanges,
  exitRuleChanges,
  type SettingChange,
  settingChanges,
} from '../kinds/setting-changes.ts'
import styles from './change-list.module.css'
import { useRoom, useScenario, useWords } from './room.ts'

/**
 * What one drawing changes of another, in words; a click shows the step, where the drawing at hand has it. `people`
 * tells how many stand at each step now.
 */
export function ChangeList(props: {
  differences: Differences
  people?: ReadonlyMap<NodeId, number>
}) {
  const { differences, people } = props
  const words = useWords()
  const { t } = words
  const { added, removed, changed, frame } = differences
  const names = {
    before: namesIn(differences.before, words),
    after: namesIn(differences.after, words),
  }
  if (isSame(differences)) return <p className={styles.none}>{t('changes.none')}</p>
  return (
    <ul className={styles.list} aria-label={t('changes.title')}>
      {added.map((node) => (
        <li key={node.id} data-is="added">
          <StepLink node={node} text={t('changes.added', { title: titleOf(node, words) })} />
        </li>
      ))}
      {removed.map((node) => (
        <li key={node.id} data-is="removed">
          {t('changes.removed', { title: titleOf(node, words) })}
          <Inside people={people?.get(node.id) ?? 0} />
        </li>
      ))}
      {changed.map((step) => (
        <li key={step.after.id} data-is="changed">
          <StepLink
            node={step.after}
            text={t('changes.changed', { title: titleOf(step.after, words) })}
          />
          {settingChanges(step, names, words).map((change) => (
            <FromTo key={change.label} {...change} />
          ))}
          {step.ports.map((port) => (
            <small key={port}>
              {t('changes.rewired', { port: portText(t, step.after, port) })}
            </small>
          ))}
        </li>
      ))}
      {frame.map((part) => (
        <li key={part} data-is="changed">
          {t(`changes.frame.${part}`)}
          {frameChanges(part, differences, words).map((change) => (
            <FromTo key={change.label} {...change} />
          ))}
        </li>
      ))}
    </ul>
  )
}

function Inside({ people }: { people: number }) {
  const { t, formats } = useWords()
  return people > 0 && <small>{t('changes.inside', { people: formats.number(people) })}</small>
}

function StepLink({ node, text }: { node: Node; text: string }) {
  const { commands } = useRoom()
  const isThere = useScenario().nodes.some(({ id }) => id === node.id)
  if (!isThere) return <b>{text}</b>
  return (
    <button type="button" className={styles.link} onClick={() => commands.look(node.id)}>
      {text}
    </button>
  )
}

function frameChanges(
  part: Differences['frame'][number],
  sides: Differences,
  words: Words,
): readonly SettingChange[] {
  switch (part) {
    case 'exitRules':
      return exitRuleChanges(sides, words)
    case 'attribution':
      return attributionChanges(sides, words)
    case 'name':
      return [{ label: words.t('top.name'), from: sides.before.name, to: sides.after.name }]
    case 'start':
      return []
  }
}

function namesIn({ nodes }: Scenario, words: Words): (id: NodeId) => string {
  const titles = new Map(nodes.map((node) => [node.id, titleOf(node, words)]))
  return (id) => titles.get(id) ?? words.t('changes.goneStep')
}

/** A setting in a sentence: what it was and what it is. */
function FromTo({ label, from, to }: SettingChange) {
  const [before, after] = aroundTheChange(from, to)
  return (
    <small>
      {label}: <del>{before || '–'}</del> → <ins>{after || '–'}</ins>
    </small>
  )
}

const longest = 90
/** Of what both begin with, so much is shown. */
const leadShown = 24

/** Two texts as short lines that show where they part. */
function aroundTheChange(from: string, to: string): readonly [string, string] {
  if (from.length <= longest && to.length <= longest) return [from, to]
  const parting = [...from].findIndex((letter, index) => letter !== [...to][index])
  const shared = parting < 0 ? Math.min(from.length, to.length) : parting
  const skipped = Math.max(0, shared - leadShown)
  const cut = (text: string) => {
    const letters = [...text].slice(skipped)
    return `${skipped > 0 ? '…' : ''}${letters.slice(0, longest).join('')}${letters.length > longest ? '…' : ''}`
  }
  return [cut(from), cut(to)]
}
