import type { Node } from '../../schemas/scenario.ts'
import type { ChangedStep, Differences } from '../document/differences.ts'
import { isSame } from '../document/differences.ts'
import { titleOf, viewOf } from '../kinds/registry.ts'
import { portText } from '../kinds/sentences.ts'
import styles from './change-list.module.css'
import { useRoom, useScenario, useWords } from './room.ts'

/** What one drawing changes of another, in words; a click shows the step, where the drawing at hand has it. */
export function ChangeList({ differences }: { differences: Differences }) {
  const words = useWords()
  const { t } = words
  const { added, removed, changed, frame } = differences
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
        </li>
      ))}
      {changed.map((step) => (
        <li key={step.after.id} data-is="changed">
          <StepLink
            node={step.after}
            text={t('changes.changed', { title: titleOf(step.after, words) })}
          />
          <Settings step={step} />
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
        </li>
      ))}
    </ul>
  )
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

/** What the step said and what it says; where its sentence is the same, the settings that differ. */
function Settings({ step }: { step: ChangedStep }) {
  const words = useWords()
  const said = (node: Node) =>
    [titleOf(node, words), viewOf(node).summary(node, words)].filter(Boolean).join(' · ')
  const [before, after] = [said(step.before), said(step.after)]
  if (before !== after) return <FromTo from={before} to={after} />
  return step.fields.map(({ field, from, to }) => (
    <FromTo key={field} label={field} from={short(from)} to={short(to)} />
  ))
}

function FromTo({ label, from, to }: { label?: string; from: string; to: string }) {
  return (
    <small>
      {label && <code>{label}</code>} <del>{from}</del> <ins>{to}</ins>
    </small>
  )
}

const longest = 90

/** A setting as one short line. */
function short(value: unknown): string {
  if (value === undefined || value === null) return '–'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > longest ? `${text.slice(0, longest)}…` : text
}
