import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Operation } from '../../schemas/api/operations.ts'
import { useWords } from '../canvas/room.ts'
import { ActProgress } from './acts-by-hand.tsx'
import { operationQuery } from './operations.ts'
import styles from './panels.module.css'

/** How far a change of version is, and what came of it. */
export function GoingOver({
  run,
  begun,
  again,
}: {
  run: string
  begun: Operation
  again: () => void
}) {
  const { t, formats } = useWords()
  const { data: operation = begun } = useQuery(operationQuery(run, begun.id))
  const { state, applied, selected, version, refused } = operation
  const people = formats.number(applied)
  return (
    <section className={styles.section} aria-live="polite">
      {state === 'running' && (
        <>
          <p>{t('migration.going', { people, all: formats.number(selected) })}</p>
          <ActProgress run={run} operation={operation} />
        </>
      )}
      {state === 'done' && (
        <p className={styles.good}>{t('migration.done', { people, version })}</p>
      )}
      {state === 'stopped' && <p className={styles.warn}>{t('migration.stopped', { people })}</p>}
      {Object.entries(refused).map(([reason, n]) => (
        <p key={reason} className={styles.warn}>
          {t(`migration.refused.${reason}`, { people: formats.number(n), defaultValue: reason })}
        </p>
      ))}
      {state !== 'running' && (
        <div className={styles.change}>
          <Button variant="default" size="compact-sm" onClick={again}>
            {t('migration.again')}
          </Button>
        </div>
      )}
    </section>
  )
}
