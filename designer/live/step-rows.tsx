import type { MigrationCheck } from '../../schemas/api/migrations.ts'
import { useWords } from '../canvas/room.ts'
import styles from './panels.module.css'
import { useStepName } from './use-step-name.ts'

/** A dry run: who stands where, and where they would be. */
export function StepRows({ rows }: { rows: MigrationCheck['rows'] }) {
  const { t, formats } = useWords()
  const name = useStepName()
  if (rows.length === 0) return <p className={styles.quiet}>{t('migration.nobodyInside')}</p>
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th>{t('migration.from')}</th>
          <th>{t('migration.to')}</th>
          <th>{t('migration.people')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ from, to, customers, change, waits, openContacts }) => (
          <tr key={`${from.version} ${from.node}`}>
            <td>
              {name(from)}
              <small>{t('migration.version', { version: from.version })}</small>
            </td>
            <td>
              {change === 'moved' && to ? name(to) : t(`migration.change.${change}`)}
              {(waits !== null && change === 'changed') || openContacts > 0 ? (
                <small>
                  {[
                    ...(waits !== null && change === 'changed' ? [t(`migration.${waits}`)] : []),
                    ...(openContacts > 0
                      ? [t('migration.openContacts', { n: formats.number(openContacts) })]
                      : []),
                  ].join(' · ')}
                </small>
              ) : null}
            </td>
            <td>{formats.number(customers)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
