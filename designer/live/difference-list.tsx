import { useQuery } from '@tanstack/react-query'
import type { Difference } from '../../schemas/api/migrations.ts'
import type { Node } from '../../schemas/scenario.ts'
import { useRoom, useWords } from '../canvas/room.ts'
import { versionQuery } from '../document/queries.ts'
import { titleOf, viewOf } from '../kinds/registry.ts'
import { portText } from '../kinds/sentences.ts'
import styles from './panels.module.css'

/** What another version changes, step by step, with how many stand where. */
export function DifferenceList({ difference }: { difference: Difference }) {
  const { t, formats } = useWords()
  const name = useStepName()
  const { from, to, added, removed, changed, rewired } = difference
  const withPeople = (key: string, step: Step, standing: number) =>
    standing > 0
      ? t(`${key}With`, { title: name(step), people: formats.number(standing) })
      : t(key, { title: name(step) })
  const isSame =
    added.length + removed.length + changed.length + rewired.length === 0 &&
    !difference.exitRules &&
    !difference.audience
  return (
    <section className={styles.section} aria-label={t('migration.changes')}>
      <h3>{t('migration.title', { from, to })}</h3>
      {isSame && <p className={styles.quiet}>{t('migration.same')}</p>}
      <ul className={styles.diff}>
        {added.map((step) => (
          <li key={step.nodeId} data-is="added">
            {t('migration.added', { title: name(step) })}
          </li>
        ))}
        {removed.map((step) => (
          <li key={step.nodeId} data-is="removed">
            {withPeople('migration.removed', step, step.standing)}
          </li>
        ))}
        {changed.map((step) => (
          <li key={step.nodeId} data-is="changed">
            {withPeople('migration.changed', step, step.standing)}
            <ChangedStep nodeId={step.nodeId} version={to} fields={step.fields} />
          </li>
        ))}
        {rewired.map(({ nodeId, port }) => (
          <RewiredLine key={`${nodeId} ${port}`} nodeId={nodeId} port={port} />
        ))}
        {difference.exitRules && <li>{t('migration.exitRules')}</li>}
        {difference.audience && <li>{t('migration.audience')}</li>}
      </ul>
    </section>
  )
}

/** What a step said and what it says then; where its sentence is the same, the settings that differ. */
function ChangedStep(props: {
  nodeId: string
  version: number
  fields: Difference['changed'][number]['fields']
}) {
  const { detail, live } = useRoom()
  const words = useWords()
  const { data: newer } = useQuery(versionQuery(detail.id, props.version))
  const sentence = (nodes: readonly Node[] | undefined) => {
    const node = nodes?.find(({ id }) => id === props.nodeId)
    return node
      ? [titleOf(node, words), viewOf(node).summary(node, words)].filter(Boolean).join(' · ')
      : null
  }
  const [before, after] = [sentence(live?.source.nodes), sentence(newer?.source.nodes)]
  if (before !== null && after !== null && before !== after) {
    return (
      <small>
        {before} → {after}
      </small>
    )
  }
  return props.fields.map(({ field, from, to }) => (
    <small key={field}>
      {field}: {said(from)} → {said(to)}
    </small>
  ))
}

function RewiredLine({ nodeId, port }: { nodeId: string; port: string }) {
  const { live } = useRoom()
  const words = useWords()
  const node = live?.source.nodes.find(({ id }) => id === nodeId)
  return (
    <li data-is="changed">
      {words.t('migration.rewired', {
        title: node ? titleOf(node, words) : nodeId,
        port: node ? portText(words.t, node, port) : port,
      })}
    </li>
  )
}

interface Step {
  readonly nodeId: string
  readonly title: string
}

/** The step’s title; without one, what it does, if the drawing at hand has it. */
export function useStepName() {
  const { live } = useRoom()
  const words = useWords()
  return ({ nodeId, title }: Step) => {
    if (title) return title
    const node = live?.source.nodes.find(({ id }) => id === nodeId)
    return node ? titleOf(node, words) : nodeId
  }
}

const longest = 80

/** A setting as one short line. */
function said(value: unknown): string {
  if (value === undefined || value === null) return '–'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > longest ? `${text.slice(0, longest)}…` : text
}
