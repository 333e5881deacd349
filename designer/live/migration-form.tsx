import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Difference, Migration } from '../../schemas/api/migrations.ts'
import type { Operation } from '../../schemas/api/operations.ts'
import { useProblem } from '../app/use-problem.ts'
import { useWords } from '../canvas/room.ts'
import { Tick } from '../inspector/fields.tsx'
import fields from '../inspector/inspector.module.css'
import { MigrationMapping, mappingId, stepsToMap } from './migration-mapping.tsx'
import { migrationCheckQuery, startMigration } from './operations.ts'
import styles from './panels.module.css'
import { StepRows } from './step-rows.tsx'

/** Whom a change of version concerns, its dry run, and beginning it. */
export function MigrationForm(props: {
  run: string
  difference: Difference
  begin: (operation: Operation) => void
}) {
  const { run, difference } = props
  const { t, formats } = useWords()
  const explain = useProblem()
  const cache = useQueryClient()
  // New entries take that version already: only those inside can be concerned.
  const isTaken = difference.from === difference.to
  const [wanted, setWanted] = useState<Migration>({
    version: difference.to,
    inside: true,
    newEntries: !isTaken,
    mapping: {},
    waits: 'recompute',
  })
  const set = (patch: Partial<Migration>) => setWanted((old) => ({ ...old, ...patch }))
  const check = useQuery(migrationCheckQuery(run, wanted))
  const starting = useMutation({
    mutationFn: () => startMigration(run, wanted),
    onSuccess: async (operation) => {
      props.begin(operation)
      await cache.invalidateQueries({ queryKey: ['runs'] })
    },
  })
  const rows = check.data?.rows ?? []
  const count = wanted.inside ? (check.data?.count ?? 0) : 0
  const unmapped = wanted.inside ? (check.data?.unmapped ?? []) : []
  const steps = stepsToMap(difference.removed, rows)
  const hasChanged =
    difference.changed.length > 0 || rows.some(({ change }) => change === 'changed')
  return (
    <form
      className={styles.section}
      onSubmit={(event) => {
        event.preventDefault()
        const [first] = unmapped
        if (first === undefined) starting.mutate()
        else document.getElementById(mappingId(first))?.focus()
      }}
    >
      {!isTaken && (
        <>
          <h3>{t('migration.who')}</h3>
          <Tick checked={wanted.inside} onChange={(inside) => set({ inside })}>
            {t('migration.inside')}
          </Tick>
          <Tick checked={wanted.newEntries} onChange={(newEntries) => set({ newEntries })}>
            {t('migration.newEntries')}
          </Tick>
        </>
      )}
      {wanted.inside && hasChanged && (
        <div className={fields.field}>
          <label htmlFor="migrate-waits">{t('migration.waits')}</label>
          <select
            id="migrate-waits"
            className={fields.select}
            value={wanted.waits}
            onChange={(event) =>
              set({ waits: event.currentTarget.value === 'keep' ? 'keep' : 'recompute' })
            }
          >
            <option value="recompute">{t('migration.recompute')}</option>
            <option value="keep">{t('migration.keep')}</option>
          </select>
        </div>
      )}
      {wanted.inside && steps.length > 0 && (
        <MigrationMapping
          version={difference.to}
          steps={steps}
          mapping={wanted.mapping}
          onChange={(mapping) => set({ mapping })}
        />
      )}
      {wanted.inside && (
        <>
          <h3>{t('migration.dryRun')}</h3>
          {check.error && <p className={fields.wrong}>{explain(check.error)}</p>}
          {check.data && <StepRows rows={rows} />}
          {Object.entries(check.data?.refused ?? {}).map(([reason, n]) => (
            <p key={reason} className={styles.warn}>
              {t(`migration.refused.${reason}`, {
                people: formats.number(n),
                defaultValue: reason,
              })}
            </p>
          ))}
        </>
      )}
      {starting.isError && <p className={fields.wrong}>{explain(starting.error)}</p>}
      <div className={styles.change}>
        <Button
          type="submit"
          variant={unmapped.length > 0 ? 'light' : 'filled'}
          disabled={unmapped.length === 0 && count === 0 && !wanted.newEntries}
          loading={starting.isPending || (wanted.inside && check.isLoading)}
        >
          {unmapped.length > 0
            ? t('migration.goWhere', { count: unmapped.length })
            : count > 0
              ? t('migration.go', { people: formats.number(count) })
              : wanted.newEntries
                ? t('migration.goEntries')
                : t('migration.goNobody')}
        </Button>
      </div>
    </form>
  )
}
