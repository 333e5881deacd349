import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { RunDetail } from '../../schemas/api/runs.ts'
import { useRoom, useWords } from '../canvas/room.ts'
import { OlderSteps } from './older-steps.tsx'
import styles from './panels.module.css'
import { runVersionsQuery } from './queries.ts'
import { isOver } from './run-change.ts'

/** Which versions the customers of a run are on, and the way to a newer one. */
export function VersionSection({ run }: { run: RunDetail }) {
  const { ui } = useRoom()
  const { t } = useWords()
  const { data } = useQuery(runVersionsQuery(run.id))
  const others = (data ?? []).filter(({ inUse, current }) => inUse && !current)
  const newest = Math.max(0, ...(data ?? []).map(({ version }) => version))
  return (
    <section className={styles.section} aria-label={t('runPanel.versions')}>
      <h3>{t('runPanel.versions')}</h3>
      <p>{t('runPanel.onVersion', { version: run.version })}</p>
      {others.length > 0 && (
        <p className={styles.quiet}>
          {t('runPanel.alsoOn', { versions: others.map(({ version }) => version).join(', ') })}
        </p>
      )}
      <OlderSteps />
      {newest > run.version && (
        <p className={styles.quiet}>{t('runPanel.newer', { version: newest })}</p>
      )}
      {!isOver(run) && (data ?? []).length > 1 && (
        <div className={styles.change}>
          <Button
            size="compact-sm"
            variant={newest > run.version || others.length > 0 ? 'filled' : 'default'}
            onClick={() => ui.setState({ panel: 'migration', selected: null })}
          >
            {t('runPanel.compare')}
          </Button>
        </div>
      )}
    </section>
  )
}
