import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Difference, Migration } from '../../schemas/api/migrations.ts'
import type { Operation } from '../../schemas/api/operations.ts'
import { useProblem } from '../app/use-problem.ts'
import { useRoom, useWords } from '../canvas/room.ts'
import { versionQuery } from '../document/queries.ts'
import { Tick } from '../inspector/fields.tsx'
import fields from '../inspector/inspector.module.css'
import { titleOf } from '../kinds/registry.ts'
import { migrationCheckQuery, startMigration } from './operations.ts'
import styles from './panels.module.css'
import { StepRows } from './step-rows.tsx'
import { useStepName } from './use-step-name.ts'

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
  const [wanted, setWanted] = useState<Migration>({
    version: difference.to,
    inside: true,
    newEntries: true,
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
  const count = wanted.inside ? (check.data?.count ?? 0) : 0
  const unmapped = check.data?.unmapped ?? []
  const canGo = unmapped.length === 0 && (count > 0 || wanted.newEntries)
  return (
    <form
      className={styles.section}
      onSubmit={(event) => {
        event.preventDefault()
        starting.mutate()
      }}
    >
      <h3>{t('migration.who')}</h3>
      <Tick checked={wanted.inside} onChange={(inside) => set({ inside })}>
        {t('migration.inside')}
      </Tick>
      <Tick checked={wanted.newEntries} onChange={(newEntries) => set({ newEntries })}>
        {t('migration.newEntries')}
      </Tick>
      {wanted.inside && difference.changed.length > 0 && (
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
      {wanted.inside && difference.removed.length > 0 && (
        <Mapping
          difference={difference}
          mapping={wanted.mapping}
          onChange={(mapping) => set({ mapping })}
        />
      )}
      {wanted.inside && (
        <>
          <h3>{t('migration.dryRun')}</h3>
          {check.error && <p className={fields.wrong}>{explain(check.error)}</p>}
          {check.data && <StepRows rows={check.data.rows} />}
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
          disabled={!canGo}
          loading={starting.isPending || (wanted.inside && check.isLoading)}
        >
          {count > 0
            ? t('migration.go', { people: formats.number(count) })
            : t('migration.goEntries')}
        </Button>
      </div>
    </form>
  )
}

/** Where the customers of steps go that the new version has not. */
function Mapping(props: {
  difference: Difference
  mapping: Migration['mapping']
  onChange: (mapping: Migration['mapping']) => void
}) {
  const { detail } = useRoom()
  const words = useWords()
  const { t } = words
  const name = useStepName()
  const { difference, mapping, onChange } = props
  const { data: version } = useQuery(versionQuery(detail.id, difference.to))
  return (
    <>
      <h3>{t('migration.mapping')}</h3>
      {difference.removed.map((step) => {
        const id = `map-${step.nodeId}`
        const goes = mapping[step.nodeId]
        return (
          <div key={step.nodeId} className={fields.field}>
            <label htmlFor={id}>{name(step)}</label>
            <select
              id={id}
              className={fields.select}
              value={goes === undefined ? '?' : (goes ?? '')}
              onChange={(event) =>
                onChange({ ...mapping, [step.nodeId]: event.currentTarget.value || null })
              }
            >
              <option value="?" disabled>
                {t('migration.choose')}
              </option>
              {version?.source.nodes
                .filter(({ kind }) => kind !== 'segment')
                .map((node) => (
                  <option key={node.id} value={node.id}>
                    {titleOf(node, words)}
                  </option>
                ))}
              <option value="">{t('migration.leave')}</option>
            </select>
          </div>
        )
      })}
    </>
  )
}
