import { useTranslation } from 'react-i18next'
import { portsOf } from '../../engine/kinds/ports.ts'
import type { Timeline } from '../../schemas/api/runs.ts'
import { useWords } from '../canvas/room.ts'
import { titleOf } from '../kinds/registry.ts'
import { portText } from '../kinds/sentences.ts'
import { useNodeAt } from './use-node-at.ts'

/** One move on a customer’s way: from which step, by which way, why, by whose hand, and what was sent there. */
export function Move({ move, timeline }: { move: Timeline['moves'][number]; timeline: Timeline }) {
  const words = useWords()
  const { t, formats } = words
  const { i18n } = useTranslation('canvas')
  const nodeAt = useNodeAt()
  const node = nodeAt(move.node)
  const contacts = timeline.contacts.filter(
    (one) => one.node === move.node && one.visit === move.visit,
  )
  const key = `why.${move.code}`
  const why = i18n.exists(key, { ns: 'canvas' }) ? t(key, whyValues(move, words)) : move.code
  const ways = node && move.port !== null && portsOf(node).length > 1
  const port = ways ? portText(t, node, move.port ?? '') : ''
  const branch = port && ` → ${port}`
  const act = timeline.acts.find(({ operation }) => operation === move.why?.['operation'])
  const reward = timeline.rewards.find((one) => one.node === move.node)
  return (
    <li
      data-done={move.port !== null || undefined}
      data-end={(move.port === null && !act) || undefined}
      data-hand={act ? true : undefined}
    >
      <b>{node ? titleOf(node, words) : `#${move.node}`}</b>
      {branch} <time>{formats.moment(move.at)}</time>
      <small>
        {[
          why,
          ...(act ? [t('one.by', { by: act.by })] : []),
          ...(reward && move.code === 'REWARDED'
            ? [t('one.reward', { code: reward.code, at: formats.day(reward.expiresAt) })]
            : []),
        ].join(' · ')}
      </small>
      {contacts.map((contact) => (
        <ContactLine key={contact.id} contact={contact} said={why} />
      ))}
    </li>
  )
}

/** What became of a contact, and what came back; sent again, a step has several. */
export function ContactLine({
  contact,
  said,
}: {
  contact: Timeline['contacts'][number]
  said: string
}) {
  const { t, formats } = useWords()
  const { status, reason, cost, attempts, responses } = contact
  const name = t(`contactStatus.${status}`)
  const parts = [
    ...(name.toLowerCase() === said.toLowerCase() ? [] : [name]),
    ...(reason === null ? [] : [t(`reason.${reason}`, { defaultValue: reason })]),
    ...(cost > 0 ? [formats.money(cost)] : []),
    ...(attempts.length > 1 ? [t('one.attempts', { count: attempts.length })] : []),
    ...responses.map(({ kind, late }) => {
      const what = t(`response.${kind}`)
      return late ? t('path.late', { what }) : what
    }),
  ]
  return parts.length > 0 && <small>{parts.join(' · ')}</small>
}

/** The details of a reason, as the reader writes numbers, responses and instants. */
function whyValues(move: Timeline['moves'][number], { t, formats }: ReturnType<typeof useWords>) {
  return Object.fromEntries(
    Object.entries(move.why ?? {}).map(([name, value]) => {
      if (name === 'response') return [name, t(`response.${value}`)]
      if (name === 'at' || name.endsWith('At')) return [name, formats.moment(Number(value))]
      return [name, typeof value === 'number' ? formats.number(value) : value]
    }),
  )
}
