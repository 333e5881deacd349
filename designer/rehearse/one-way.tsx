import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { portsOf } from '../../engine/kinds/ports.ts'
import type { OneRehearsed } from '../../engine/rehearse/one.ts'
import type { Previewed } from '../../schemas/api/preview.ts'
import type { NodeOf } from '../../schemas/scenario.ts'
import { ask } from '../api/client.ts'
import { useNode, useRoom, useWords } from '../canvas/room.ts'
import { usePreviewBody } from '../inspector/preview.tsx'
import { titleOf } from '../kinds/registry.ts'
import { portText } from '../kinds/sentences.ts'
import live from '../live/live.module.css'
import type { SampleCustomer } from './queries.ts'
import styles from './rehearse.module.css'

/** The way so far, with the reason of each turn, the messages as this customer would read them, and what comes next. */
export function OneWay({ one, sample }: { one: OneRehearsed; sample: SampleCustomer }) {
  const { t, formats } = useWords()
  const { stands, contacts } = one
  const waiting = contacts.find(({ status }) => status === 'ordered' || status === 'started')
  return (
    <ol className={live.timeline}>
      <li data-done>
        <b>{t('path.entered')}</b> <time>{formats.moment(sample.startsAt)}</time>
        {!sample.belongs && <small>{t('rehearse.notBelongs')}</small>}
      </li>
      {one.moves.map((move) => (
        <Move
          key={`${move.id} ${move.visit} ${move.at}`}
          move={move}
          contact={contacts.find(({ id, visit }) => id === move.id && visit === move.visit)}
          customer={sample.customer.id}
        />
      ))}
      {stands.state !== 'ended' && (
        <li data-next>
          <Name id={stands.id} /> <span>{t(`path.state.${stateOf(stands.state)}`)}</span>
          <small>
            <NextText one={one} />
          </small>
          {waiting?.id === stands.id && <MessageOf id={stands.id} customer={sample.customer.id} />}
        </li>
      )}
    </ol>
  )
}

/** What is waited for, and until when; a message that hours hold back says which. */
function NextText({ one }: { one: OneRehearsed }) {
  const { t, formats } = useWords()
  const { stands, contacts, next } = one
  const isHeldBack = next?.for === 'hours'
  const held = contacts.find((contact) => contact.status === 'ordered' && contact.deferredUntil)
  const reason = stands.reason ?? (isHeldBack ? held?.reason : null)
  const because = isHeldBack ? 'deferred' : 'waiting'
  return [
    ...(reason ? [t(`why.${reason}`, reason)] : []),
    next ? t(`path.because.${because}`, { at: formats.moment(next.at) }) : t('live.onResponse'),
  ].join(' · ')
}

const stateOf = (state: 'waiting' | 'held') => (state === 'waiting' ? 'parked' : 'held')

function Move(props: {
  move: OneRehearsed['moves'][number]
  contact: OneRehearsed['contacts'][number] | undefined
  customer: string
}) {
  const { move, contact, customer } = props
  const words = useWords()
  const { t, formats } = words
  const { i18n } = useTranslation('canvas')
  const node = useNode(move.id)
  const key = `why.${move.why.code}`
  const values = Object.fromEntries(
    Object.entries(move.why).map(([name, value]) => {
      if (name === 'response') return [name, t(`response.${value}`)]
      return [name, typeof value === 'number' ? formats.number(value) : value]
    }),
  )
  const why = i18n.exists(key, { ns: 'canvas' }) ? t(key, values) : move.why.code
  const port =
    node && move.port !== null && portsOf(node).length > 1 ? portText(t, node, move.port) : ''
  return (
    <li data-done={move.port !== null || undefined} data-end={move.port === null || undefined}>
      <Name id={move.id} />
      {port && ` → ${port}`} <time>{formats.moment(move.at)}</time>
      <small>
        {why}
        {contact?.reason && ` · ${t(`why.${contact.reason}`, contact.reason)}`}
      </small>
      {contact?.status === 'accepted' && <MessageOf id={move.id} customer={customer} />}
    </li>
  )
}

function Name({ id }: { id: string }) {
  const words = useWords()
  const { commands } = useRoom()
  const node = useNode(id)
  return (
    <button type="button" className={styles.step} onClick={() => commands.show(id)}>
      {node ? titleOf(node, words) : id}
    </button>
  )
}

function MessageOf({ id, customer }: { id: string; customer: string }) {
  const node = useNode(id)
  return node?.kind === 'channel' || node?.kind === 'call' ? (
    <Message node={node} customer={customer} />
  ) : null
}

function Message({
  node,
  customer,
}: {
  node: NodeOf<'channel'> | NodeOf<'call'>
  customer: string
}) {
  const body = usePreviewBody(node)
  const { data } = useQuery({
    queryKey: ['preview', body, customer],
    queryFn: ({ signal }) =>
      ask<Previewed>('/preview', { method: 'POST', body: { ...body, customer }, signal }),
    enabled: body !== null,
  })
  if (!data) return null
  return (
    <div className={styles.message}>
      {data.subject && <b>{data.subject}</b>}
      {data.text}
    </div>
  )
}
