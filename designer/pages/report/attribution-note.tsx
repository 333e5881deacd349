import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { RunDetail } from '../../../schemas/api/runs.ts'
import { versionQuery } from '../../api/scenarios.ts'
import { Panel } from '../../components/page.tsx'
import styles from './report.module.css'

/** Which purchases the sales above are, as the version of this run has it. */
export function AttributionNote({ run }: { run: RunDetail }) {
  const { t } = useTranslation('report')
  const plan = useQuery(versionQuery(run.scenario.id, run.version)).data?.plan
  if (!plan) return null
  const { days, since, products, categories } = plan.attribution
  const only = [...products, ...categories]
  return (
    <Panel title={t('attribution.title')}>
      <p className={styles.quiet}>
        {t(`attribution.since_${since}`, { days })}{' '}
        {only.length === 0
          ? t('attribution.every')
          : t('attribution.only', { products: only.join(', ') })}{' '}
        {t('attribution.steps')}
      </p>
    </Panel>
  )
}
