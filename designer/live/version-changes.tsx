import { useQuery } from '@tanstack/react-query'
import type { Difference } from '../../schemas/api/migrations.ts'
import { ChangeList } from '../canvas/change-list.tsx'
import { useRoom, useWords } from '../canvas/room.ts'
import { differencesOf } from '../document/differences.ts'
import { versionQuery } from '../document/queries.ts'
import styles from './panels.module.css'

/** What another version of a run’s scenario changes, in words. */
export function VersionChanges({ difference }: { difference: Difference }) {
  const { detail, live } = useRoom()
  const { t } = useWords()
  const { from, to, audience } = difference
  const { data: newer } = useQuery(versionQuery(detail.id, to))
  return (
    <section className={styles.section} aria-label={t('migration.changes')}>
      <h3>{t('migration.title', { from, to })}</h3>
      {live && newer && <ChangeList differences={differencesOf(live.source, newer.source)} />}
      {audience && <p className={styles.quiet}>{t('migration.audience')}</p>}
    </section>
  )
}
