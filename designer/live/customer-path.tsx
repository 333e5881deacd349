import { IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import type { Timeline } from '../../schemas/api/runs.ts'
import { useProblem } from '../app/use-problem.ts'
import { useRoom, useWords } from '../canvas/room.ts'
import { spotOf } from '../canvas/spots.ts'
import inspector from '../inspector/inspector.module.css'
import { titleOf } from '../kinds/registry.ts'
import { happenings } from './happenings.ts'
import styles from './live.module.css'
import { OneActs } from './one-acts.tsx'
import { ContactLine, Move } from './path-move.tsx'
import { timelineQuery } from './queries.ts'
import { useNodeAt } from './use-node-at.ts'

/** One customer's way through the run: been where and why, what comes next and when; highlighted on the canvas. */
export function CustomerPath({ run, customer }: { run: string; customer: string }) {
  const { ui } = useRoom()
  const words = useWords()
  const { t, formats } = words
  const explain = useProblem()
  const navigate = useNavigate()
  const nodeAt = useNodeAt()
  const [entry, setEntry] = useState<string | null>(null)
  const { data, error } = useQuery(timelineQuery(run, customer, entry))

  useEffect(() => {
    if (!data) return
    const ways = data.moves.flatMap(({ node, port }) => {
      const id = nodeAt(node)?.id
      return id === undefined ? [] : [id, ...(port === null ? [] : [spotOf(id, port)])]
    })
    ui.setState({ path: new Set([...ways, nodeAt(data.now.node)?.id ?? '']) })
  }, [data, ui, nodeAt])
  useEffect(() => () => ui.setState({ path: null }), [ui])

  if (error) return <p className={styles.none}>{explain(error)}</p>
  if (!data) return null
  const here = nodeAt(data.now.node)
  return (
    <section className={styles.path} aria-label={t('path.label')}>
      <header>
        <h3>{data.customer.name ?? data.customer.externalId}</h3>
        <Link to="/customers/$customer" params={{ customer }}>
          {t('path.profile')}
        </Link>
        <button
          type="button"
          aria-label={t('action.close')}
          onClick={() =>
            void navigate({
              to: '.',
              search: ({ customer: _, ...search }) => search,
              replace: true,
            })
          }
        >
          <IconX size={16} />
        </button>
      </header>
      {data.entries.length > 1 && (
        <fieldset className={styles.entries} aria-label={t('one.entry')}>
          {data.entries.map(({ id, enteredAt }, index) => (
            <button
              key={id}
              type="button"
              className={inspector.small}
              aria-pressed={(entry ?? data.entries[0]?.id) === id}
              onClick={() => setEntry(index === 0 ? null : id)}
            >
              {formats.moment(enteredAt)}
            </button>
          ))}
        </fieldset>
      )}
      <ol className={styles.timeline}>
        <li data-done>
          <b>{t('path.entered')}</b> <time>{formats.moment(data.enteredAt)}</time>
        </li>
        {happenings(data).map((one) =>
          one.is === 'move' ? (
            <Move key={`move ${one.move.seq}`} move={one.move} timeline={data} />
          ) : one.is === 'purchase' ? (
            <li key={`bought ${one.at}`} data-bought>
              <b>{t('one.bought', { amount: formats.money(one.purchase.amount) })}</b>{' '}
              <time>{formats.moment(one.at)}</time>
              {one.purchase.late && (
                <small>{t('path.late', { what: t('response.purchased') })}</small>
              )}
            </li>
          ) : (
            <li key={`act ${one.act.operation}`} data-hand>
              <b>{t('one.migrated', { version: one.act.version, by: one.act.by })}</b>{' '}
              <time>{formats.moment(one.act.at)}</time>
            </li>
          ),
        )}
        {data.state !== 'ended' && (
          <li data-next>
            <b>{here ? titleOf(here, words) : `#${data.now.node}`}</b>{' '}
            <span>{t(`path.state.${data.state}`)}</span>
            <small>
              <NextText next={data.next} />
            </small>
            {data.contacts
              .filter(({ node, visit }) => node === data.now.node && visit === data.now.visit)
              .map((contact) => (
                <ContactLine key={contact.id} contact={contact} said="" />
              ))}
          </li>
        )}
      </ol>
      {(entry === null || entry === data.entries[0]?.id) && (
        <OneActs run={run} customer={customer} timeline={data} node={here} />
      )}
    </section>
  )
}

/** Why nothing has happened yet, until when, and where the customer goes then. */
function NextText({ next }: { next: Timeline['next'] }) {
  const words = useWords()
  const { t, formats } = words
  const nodeAt = useNodeAt()
  const to = next.to === null ? undefined : nodeAt(next.to)
  const because =
    next.because === 'listening' && next.at === null
      ? t('live.onResponse')
      : t(`path.because.${next.because}`, { at: next.at ? formats.moment(next.at) : '' })
  return [
    ...(next.reason ? [t(`why.${next.reason}`, next.reason)] : []),
    because,
    ...(to ? [t('path.to', { title: titleOf(to, words) })] : []),
    ...(next.exactAt === null ? [] : [t('one.exact', { at: formats.moment(next.exactAt) })]),
  ].join(' · ')
}
