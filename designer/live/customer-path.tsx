import { IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Timeline } from '../../schemas/api/runs.ts'
import { useProblem } from '../app/use-problem.ts'
import { useRoom, useWords } from '../canvas/room.ts'
import { spotOf } from '../canvas/spots.ts'
import inspector from '../inspector/inspector.module.css'
import { titleOf } from '../kinds/registry.ts'
import { portText } from '../kinds/sentences.ts'
import styles from './live.module.css'
import { OneActs } from './one-acts.tsx'
import { timelineQuery } from './queries.ts'

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
          </li>
        )}
      </ol>
      {(entry === null || entry === data.entries[0]?.id) && (
        <OneActs run={run} customer={customer} timeline={data} node={here} />
      )}
    </section>
  )
}

type Happening =
  | { readonly is: 'move'; readonly at: string; readonly move: Timeline['moves'][number] }
  | {
      readonly is: 'purchase'
      readonly at: string
      readonly purchase: Timeline['purchases'][number]
    }
  | { readonly is: 'migrated'; readonly at: string; readonly act: Timeline['acts'][number] }

/** Moves and purchases in the order of the run’s clock; a change of version that moved nobody comes before what follows it. */
function happenings({ moves, purchases, acts }: Timeline): readonly Happening[] {
  const moved = new Set(moves.map(({ why }) => why?.['operation']))
  const all: Happening[] = [
    ...moves.map((move) => ({ is: 'move' as const, at: move.at, move })),
    ...purchases.map((purchase) => ({ is: 'purchase' as const, at: purchase.at, purchase })),
  ]
  all.sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
  for (const act of acts) {
    if (act.action !== 'migrate' || moved.has(act.operation)) continue
    // Real time tells which moves came later; the run’s clock may be another.
    const later = moves.find(({ madeAt }) => Date.parse(madeAt) > Date.parse(act.at))
    const place = all.findIndex((one) => one.is === 'move' && one.move === later)
    all.splice(place < 0 ? all.length : place, 0, { is: 'migrated', at: act.at, act })
  }
  return all
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

function Move({ move, timeline }: { move: Timeline['moves'][number]; timeline: Timeline }) {
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
  const ways = node && move.port !== null && node.kind !== 'segment'
  const port = ways ? portText(t, node, move.port ?? '') : ''
  const branch = port && port !== t('port.next') ? ` → ${port}` : ''
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
function ContactLine({ contact, said }: { contact: Timeline['contacts'][number]; said: string }) {
  const { t, formats } = useWords()
  const { status, reason, cost, attempts, responses } = contact
  const name = t(`contactStatus.${status}`)
  const parts = [
    ...(name === said ? [] : [name]),
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

function useNodeAt() {
  const { live } = useRoom()
  if (!live) throw new Error('A path is shown outside live mode.')
  const { ids, source } = live
  return useCallback(
    (number: number) => {
      const id = ids.get(number)
      return source.nodes.find((node) => node.id === id)
    },
    [ids, source],
  )
}
