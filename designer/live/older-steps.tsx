import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useStore } from 'zustand'
import type { NodeCounts } from '../../schemas/api/live.ts'
import { useRoom, useWords } from '../canvas/room.ts'
import { titleOf } from '../kinds/registry.ts'
import { useOlderNodes } from './older-nodes.ts'
import styles from './panels.module.css'
import { peopleQuery } from './queries.ts'

/** Where customers stand whom the canvas does not show: at steps that only older versions of the run have. */
export function OlderSteps() {
  const { live } = useRoom()
  const words = useWords()
  const { t, formats } = words
  const nodes = useOlderNodes()
  if (!live) throw new Error('Versions are watched outside live mode.')
  const counts = useStore(live.counts.store, (state) => state.counts)
  const older = [...counts.values()].filter(({ node, now }) => now > 0 && !live.ids.has(node))
  if (older.length === 0) return null
  const nameOf = ({ node: number, nodeId }: NodeCounts) => {
    const node = nodes.get(number)
    return node ? titleOf(node, words) : nodeId
  }
  const people = older.reduce((sum, { now }) => sum + now, 0)
  return (
    <>
      <p className={styles.warn}>{t('runPanel.onOlder', { people: formats.number(people) })}</p>
      {older.map((step) => (
        <details key={step.node} className={styles.older}>
          <summary>
            {t('runPanel.olderStep', { title: nameOf(step), people: formats.number(step.now) })}
          </summary>
          <PeopleThere node={step.node} />
        </details>
      ))}
    </>
  )
}

/** Those who stand at a step, each leading to the way they went. */
function PeopleThere({ node }: { node: number }) {
  const { live, commands, ui } = useRoom()
  const { t, formats } = useWords()
  const navigate = useNavigate()
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    peopleQuery(live?.run?.id ?? '', node, { show: 'now', search: '', port: null }),
  )
  const show = async (customer: string) => {
    await navigate({ to: '.', search: (search) => ({ ...search, customer }), replace: true })
    if (live) commands.select(live.source.start)
    ui.setState({ tab: 'results' })
  }
  return (
    <>
      <ul aria-label={t('people.list')}>
        {data?.pages
          .flatMap(({ items }) => items)
          .map(({ customer, arrivedAt }) => (
            <li key={customer.id}>
              <button type="button" onClick={() => void show(customer.id)}>
                <b>{customer.name ?? customer.externalId}</b> {formats.moment(arrivedAt)}
              </button>
            </li>
          ))}
      </ul>
      {hasNextPage && (
        <Button
          size="compact-sm"
          variant="default"
          loading={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          {t('runPanel.more')}
        </Button>
      )}
    </>
  )
}
