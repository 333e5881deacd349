import { Button } from '@mantine/core'
import { useQueries, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useMemo } from 'react'
import { useStore } from 'zustand'
import type { Live } from '../../schemas/api/live.ts'
import type { RunDetail } from '../../schemas/api/runs.ts'
import type { NodeId } from '../../schemas/node.ts'
import { differencesOf } from '../document/differences.ts'
import { versionQuery } from '../document/queries.ts'
import { removedPlaces } from '../document/removed-places.ts'
import { liveOnceQuery, scenarioRunsQuery } from '../live/queries.ts'
import { ChangeList } from './change-list.tsx'
import { PanelHead } from './panel-head.tsx'
import styles from './room.module.css'
import { useRoom, useWords } from './room.ts'
import { usePublishing } from './use-publishing.ts'

/** Before a new version is published: what it changes, in words and on the canvas, and what that means for runs. */
export function PublishPanel() {
  const { ui, detail, document } = useRoom()
  const { t } = useWords()
  const publishing = usePublishing()
  const version = detail.newest?.version ?? 0
  const { data: before } = useQuery({
    ...versionQuery(detail.id, version),
    enabled: version > 0,
  })
  const draft = useStore(document.store, (state) => state.scenario)
  const differences = useMemo(
    () => (before ? differencesOf(before.source, draft) : null),
    [before, draft],
  )
  const people = usePeopleInside()
  useEffect(() => {
    if (!differences) return
    ui.setState({
      removed: removedPlaces(differences).map((step) => ({
        ...step,
        people: people.get(step.node.id) ?? 0,
      })),
      compared: new Map([
        ...differences.added.map(({ id }) => [id, 'added'] as const),
        ...differences.changed.map(({ after }) => [after.id, 'changed'] as const),
      ]),
    })
    return () => ui.setState({ compared: null, removed: null })
  }, [differences, people, ui])
  return (
    <>
      <PanelHead title={t('publishing.title', { version: version + 1 })} />
      <div className={styles.publishBody}>
        <p>{t('publishing.since', { version })}</p>
        {differences && <ChangeList differences={differences} people={people} />}
        <PeopleInside />
      </div>
      <div className={styles.publishFoot}>
        <Button variant="default" onClick={() => ui.setState({ panel: null })}>
          {t('publishing.drawOn')}
        </Button>
        <Button loading={publishing.isPending} onClick={() => publishing.mutate()}>
          {t('publishing.now', { version: version + 1 })}
        </Button>
      </div>
    </>
  )
}

/** How many stand at each step, in all runs that go on. */
function usePeopleInside(): ReadonlyMap<NodeId, number> {
  const { detail } = useRoom()
  const { data: runs } = useQuery(scenarioRunsQuery(detail.id))
  return useQueries({
    queries: (runs ?? []).filter(isGoing).map(({ id }) => liveOnceQuery(id)),
    combine: peopleByStep,
  })
}

function peopleByStep(answers: readonly { readonly data: Live | undefined }[]) {
  const people = new Map<NodeId, number>()
  for (const { data } of answers)
    for (const { nodeId, now } of data?.nodes ?? [])
      people.set(nodeId, (people.get(nodeId) ?? 0) + now)
  return people
}

const isGoing = ({ state }: RunDetail) => state !== 'ended' && state !== 'cancelled'

/** Runs that go on: their customers stay on the version they entered by, until somebody moves them. */
function PeopleInside() {
  const { detail } = useRoom()
  const { t } = useWords()
  const { data } = useQuery(scenarioRunsQuery(detail.id))
  const going = (data ?? []).filter(isGoing)
  if (going.length === 0) return <p className={styles.aside}>{t('publishing.nobodyInside')}</p>
  return (
    <div className={styles.aside}>
      <p>{t('publishing.inside', { count: going.length })}</p>
      <ul>
        {going.map((run) => (
          <li key={run.id}>
            <Link
              to="/campaigns/$campaign/scenarios/$scenario"
              params={{ campaign: detail.campaign.id, scenario: detail.id }}
              search={{ mode: 'live', run: run.id }}
            >
              {run.name || t('versions.name', { version: run.version })}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  )
}
