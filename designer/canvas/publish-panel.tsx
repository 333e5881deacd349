import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useMemo } from 'react'
import { useStore } from 'zustand'
import { differencesOf } from '../document/differences.ts'
import { versionQuery } from '../document/queries.ts'
import { scenarioRunsQuery } from '../live/queries.ts'
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
  useEffect(() => {
    if (!differences) return
    ui.setState({
      compared: new Map([
        ...differences.added.map(({ id }) => [id, 'added'] as const),
        ...differences.changed.map(({ after }) => [after.id, 'changed'] as const),
      ]),
    })
    return () => ui.setState({ compared: null })
  }, [differences, ui])
  return (
    <>
      <PanelHead title={t('publishing.title', { version: version + 1 })} />
      <div className={styles.publishBody}>
        <p>{t('publishing.since', { version })}</p>
        {differences && <ChangeList differences={differences} />}
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

/** Runs that go on: their customers stay on the version they entered by, until somebody moves them. */
function PeopleInside() {
  const { detail } = useRoom()
  const { t } = useWords()
  const { data } = useQuery(scenarioRunsQuery(detail.id))
  const going = (data ?? []).filter(({ state }) => state !== 'ended' && state !== 'cancelled')
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
