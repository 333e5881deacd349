import { IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useCallback, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { Timeline } from '../../schemas/api/runs.ts'
import { useProblem } from '../app/use-problem.ts'
import { useRoom, useWords } from '../canvas/room.ts'
import { spotOf } from '../canvas/spots.ts'
import { titleOf } from '../kinds/registry.ts'
import { portText } from '../kinds/sentences.ts'
import styles from './live.module.css'
import { timelineQuery } from './queries.ts'

/** One customer's way through the run: been where and why, what comes next and when; highlighted on the canvas. */
export function CustomerPath({ run, customer }: { run: string; customer: string }) {
  const { ui } = useRoom()
  const words = useWords()
  const { t, formats } = words
  const explain = useProblem()
  const navigate = useNavigate()
  const nodeAt = useNodeAt()
  const { data, error } = useQuery(timelineQuery(run, customer))

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
      <ol className={styles.timeline}>
        <li data-done>
          <b>{t('path.entered')}</b> <time>{formats.moment(data.enteredAt)}</time>
        </li>
        {data.moves.map((move) => (
          <Move key={move.seq} move={move} timeline={data} />
        ))}
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
  ].join(' · ')
}

function Move({ move, timeline }: { move: Timeline['moves'][number]; timeline: Timeline }) {
  const words = useWords()
  const { t, formats } = words
  const { i18n } = useTranslation('canvas')
  const nodeAt = useNodeAt()
  const node = nodeAt(move.node)
  const contact = timeline.contacts.find(
    (one) => one.node === move.node && one.visit === move.visit,
  )
  const key = `why.${move.code}`
  const why = i18n.exists(key, { ns: 'canvas' }) ? t(key, whyValues(move, words)) : move.code
  const ways = node && move.port !== null && node.kind !== 'segment'
  const port = ways ? portText(t, node, move.port ?? '') : ''
  const branch = port && port !== t('port.next') ? ` → ${port}` : ''
  return (
    <li data-done={move.port !== null || undefined} data-end={move.port === null || undefined}>
      <b>{node ? titleOf(node, words) : `#${move.node}`}</b>
      {branch} <time>{formats.moment(move.at)}</time>
      <small>
        {why}
        {contact &&
          [
            '',
            t(`contactStatus.${contact.status}`),
            ...(contact.cost > 0 ? [formats.money(contact.cost)] : []),
            ...contact.responses.map(({ kind, late }) => {
              const what = t(`response.${kind}`)
              return late ? t('path.late', { what }) : what
            }),
          ].join(' · ')}
      </small>
    </li>
  )
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
