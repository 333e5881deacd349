import {
  IconChevronRight,
  IconCircleCheck,
  IconHeadset,
  IconPlayerPause,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { RunDetail } from '../../../schemas/api/runs.ts'
import { useFormats } from '../../app/use-formats.ts'
import { AlertList, alertsQuery } from '../../components/alerts.tsx'
import { Panel } from '../../components/page.tsx'
import styles from './home.module.css'

/** What waits for a person: alerts, the gravest first, runs that stand still, and calls to be made. */
export function Attention({ runs, callsDue }: { runs: readonly RunDetail[]; callsDue: number }) {
  const { t } = useTranslation('home')
  const format = useFormats()
  const alerts = useQuery(alertsQuery(null)).data ?? []
  const paused = runs.filter(({ state }) => state === 'paused')
  const isQuiet = alerts.length === 0 && paused.length === 0 && callsDue === 0
  if (isQuiet && runs.length === 0) return null
  return (
    <Panel title={t('attention.title')}>
      <AlertList run={null} runs={runs} />
      <ul className={styles.alerts}>
        {paused.map((run) => (
          <li key={run.id} data-tone="warn">
            <Link
              to="/campaigns/$campaign/scenarios/$scenario"
              params={{ campaign: run.campaign.id, scenario: run.scenario.id }}
              search={{ mode: 'live', run: run.id }}
              className={styles.alert}
            >
              <IconPlayerPause size={18} stroke={1.8} aria-hidden />
              <span>{t('attention.paused', { name: run.name || run.scenario.name })}</span>
              <IconChevronRight size={16} aria-hidden />
            </Link>
          </li>
        ))}
        {callsDue > 0 && (
          <li>
            <Link to="/desk" className={styles.alert}>
              <IconHeadset size={18} stroke={1.8} aria-hidden />
              <span>{t('attention.calls', { count: callsDue, n: format.number(callsDue) })}</span>
              <IconChevronRight size={16} aria-hidden />
            </Link>
          </li>
        )}
      </ul>
      {isQuiet && (
        <p className={styles.quiet}>
          <IconCircleCheck size={18} stroke={1.8} aria-hidden />
          {t('attention.none')}
        </p>
      )}
    </Panel>
  )
}
