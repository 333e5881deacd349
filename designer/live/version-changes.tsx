import { useQuery } from '@tanstack/react-query'
import { ChangeList } from '../canvas/change-list.tsx'
import { useRoom, useWords } from '../canvas/room.ts'
import { differencesOf } from '../document/differences.ts'
import { versionQuery } from '../document/queries.ts'
import styles from './panels.module.css'

/** What one version of a run’s scenario changes against another, in words. `audience`: it differs, too. */
export function VersionChanges({
  from,
  to,
  audience,
}: {
  from: number
  to: number
  audience: boolean
}) {
  const { detail } = useRoom()
  const { t } = useWords()
  const { data: before } = useQuery(versionQuery(detail.id, from))
  const { data: after } = useQuery(versionQuery(detail.id, to))
  return (
    <section className={styles.section} aria-label={t('migration.changes')}>
      <h3>{t('migration.title', { from, to })}</h3>
      {before && after && <ChangeList differences={differencesOf(before.source, after.source)} />}
      {audience && <p className={styles.quiet}>{t('migration.audience')}</p>}
    </section>
  )
}
