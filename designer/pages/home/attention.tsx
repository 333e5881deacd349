import {
  IconAlertTriangle,
  IconChevronRight,
  IconHeadset,
  IconPlayerPause,
} from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { RunDetail } from '../../../schemas/api/runs.ts'
import { useSession } from '../../api/session.ts'
import { useFormats } from '../../app/use-formats.ts'
import { Panel } from '../../components/page.tsx'
import styles from './home.module.css'

/** From this share of its budget on, a run is worth a look. */
const nearBudgetShare = 0.9

/** What waits for a person. Nothing waits: nothing is shown. */
export function Attention({ runs, callsDue }: { runs: readonly RunDetail[]; callsDue: number }) {
  const { t } = useTranslation('home')
  const format = useFormats()
  const { gateOpen } = useSession().installation
  const items: ReactNode[] = []
  if (!gateOpen)
    items.push(
      <li key="gate" data-tone="danger">
        <div className={styles.alert}>
          <IconAlertTriangle size={18} stroke={1.8} aria-hidden />
          <span>{t('attention.gate')}</span>
        </div>
      </li>,
    )
  for (const run of runs) {
    const share = run.budget.total === null ? 0 : run.budget.spent / run.budget.total
    const active = run.state === 'running' || run.state === 'paused'
    if (run.state === 'paused')
      items.push(
        <RunItem
          key={`paused-${run.id}`}
          run={run}
          icon={<IconPlayerPause size={18} stroke={1.8} />}
        >
          {t('attention.paused', { name: run.name || run.scenario.name })}
        </RunItem>,
      )
    if (active && share >= nearBudgetShare)
      items.push(
        <RunItem
          key={`budget-${run.id}`}
          run={run}
          icon={<IconAlertTriangle size={18} stroke={1.8} />}
        >
          {t('attention.budget', {
            name: run.name || run.scenario.name,
            share: format.percentWhole(share),
          })}
        </RunItem>,
      )
  }
  if (callsDue > 0)
    items.push(
      <li key="calls">
        <Link to="/desk" className={styles.alert}>
          <IconHeadset size={18} stroke={1.8} aria-hidden />
          <span>{t('attention.calls', { count: callsDue, n: format.number(callsDue) })}</span>
          <IconChevronRight size={16} aria-hidden />
        </Link>
      </li>,
    )
  if (items.length === 0) return null
  return (
    <Panel title={t('attention.title')}>
      <ul className={styles.alerts}>{items}</ul>
    </Panel>
  )
}

function RunItem(props: { run: RunDetail; icon: ReactNode; children: ReactNode }) {
  return (
    <li data-tone="warn">
      <Link
        to="/campaigns/$campaign/scenarios/$scenario"
        params={{ campaign: props.run.campaign.id, scenario: props.run.scenario.id }}
        search={{ mode: 'live', run: props.run.id }}
        className={styles.alert}
      >
        <i aria-hidden>{props.icon}</i>
        <span>{props.children}</span>
        <IconChevronRight size={16} aria-hidden />
      </Link>
    </li>
  )
}
