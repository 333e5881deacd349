import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Operation } from '../../schemas/api/operations.ts'
import { useProblem } from '../app/use-problem.ts'
import { PanelHead } from '../canvas/panel-head.tsx'
import { useRoom, useWords } from '../canvas/room.ts'
import fields from '../inspector/inspector.module.css'
import { GoingOver } from './going-over.tsx'
import { MigrationForm } from './migration-form.tsx'
import { operationsQuery } from './operations.ts'
import styles from './panels.module.css'
import { differenceQuery, runVersionsQuery } from './queries.ts'
import { VersionChanges } from './version-changes.tsx'

/** Takes a run over to another version of its scenario: what is different, what would happen, and then it is done. */
export function MigrationPanel() {
  const { ui, live } = useRoom()
  const { t, formats } = useWords()
  const explain = useProblem()
  const run = live?.run
  if (!run) throw new Error('Versions are changed outside live mode.')
  const { data: versions } = useQuery(runVersionsQuery(run.id))
  const { data: operations } = useQuery(operationsQuery(run.id))
  const [chosen, setChosen] = useState<number | null>(null)
  // What was begun here is shown to its end, though the run is on the new version by then.
  const [begun, setBegun] = useState<Operation | null>(null)
  const from = versions?.find(({ current }) => current)?.version ?? run.version
  const older = (versions ?? []).filter(({ inUse, current }) => inUse && !current)
  // To the version that new entries take, those can go who came in by another one.
  const targets = (versions ?? []).filter(({ current }) => !current || older.length > 0)
  const target = chosen ?? targets[0]?.version ?? null
  const difference = useQuery({
    ...differenceQuery(run.id, target ?? 0),
    enabled: target !== null,
  })
  const going =
    begun ?? operations?.find(({ action, state }) => action === 'migrate' && state === 'running')
  return (
    <>
      <PanelHead
        title={t('panel.migration')}
        onClose={() => ui.setState({ panel: 'run', selected: null })}
      />
      <div className={styles.body}>
        {versions && target === null && <p className={styles.quiet}>{t('migration.only')}</p>}
        {going && <GoingOver run={run.id} begun={going} again={() => setBegun(null)} />}
        {!going && target !== null && (
          <>
            <div className={fields.field}>
              <label htmlFor="migrate-to">{t('migration.which')}</label>
              <select
                id="migrate-to"
                className={fields.select}
                value={target}
                onChange={(event) => setChosen(Number(event.currentTarget.value))}
              >
                {targets.map(({ version, publishedAt, publishedBy }) => (
                  <option key={version} value={version}>
                    {t('migration.version', { version })} ·{' '}
                    {t('migration.published', {
                      at: formats.moment(publishedAt),
                      by: publishedBy,
                    })}
                  </option>
                ))}
              </select>
            </div>
            {difference.error && <p className={fields.wrong}>{explain(difference.error)}</p>}
            {difference.data && (
              <>
                {(target === from ? older : [{ version: from }]).map(({ version }) => (
                  <VersionChanges
                    key={version}
                    from={version}
                    to={target}
                    audience={difference.data.audience}
                  />
                ))}
                <MigrationForm
                  key={`${from} ${target}`}
                  run={run.id}
                  difference={difference.data}
                  begin={setBegun}
                />
              </>
            )}
          </>
        )}
      </div>
    </>
  )
}
