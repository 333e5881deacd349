import { IconAlertCircle, IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Alert } from '../../schemas/api/alerts.ts'
import type { RunDetail } from '../../schemas/api/runs.ts'
import { ask } from '../api/client.ts'
import { useFormats } from '../app/use-formats.ts'
import styles from './alerts.module.css'

/** What needs attention now, the gravest first; of one run, or of the whole house. */
export const alertsQuery = (run: string | null) =>
  queryOptions({
    queryKey: ['alerts', run],
    queryFn: async ({ signal }) =>
      (await ask<{ items: Alert[] }>('/alerts', { query: { run }, signal })).items,
    refetchInterval: 15_000,
    retry: false,
  })

/** `runs`: an alert of one of them is the way to its live canvas. `action`: what can be done about one at once. */
export function AlertList(props: {
  run: string | null
  runs?: readonly RunDetail[]
  action?: (alert: Alert) => ReactNode
}) {
  const { data } = useQuery(alertsQuery(props.run))
  return data && data.length > 0 ? (
    <ul className={styles.alerts}>
      {data.map((alert) => (
        <li key={`${alert.code} ${alert.run?.id}`} data-level={alert.level}>
          <Way run={props.runs?.find(({ id }) => id === alert.run?.id)}>
            <AlertText alert={alert} action={props.action?.(alert)} />
          </Way>
        </li>
      ))}
    </ul>
  ) : null
}

function Way({ run, children }: { run: RunDetail | undefined; children: ReactNode }) {
  if (!run) return <div className={styles.alert}>{children}</div>
  return (
    <Link
      to="/campaigns/$campaign/scenarios/$scenario"
      params={{ campaign: run.campaign.id, scenario: run.scenario.id }}
      search={{ mode: 'live', run: run.id }}
      className={styles.alert}
    >
      {children}
    </Link>
  )
}

function AlertText({ alert, action }: { alert: Alert; action: ReactNode }) {
  const { t } = useTranslation('words')
  const say = useSay()
  const { code, level, values, run } = alert
  const Icon =
    level === 'error' ? IconAlertCircle : level === 'warning' ? IconAlertTriangle : IconInfoCircle
  const said = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, say(name, value)]),
  )
  return (
    <>
      <Icon size={17} stroke={1.8} aria-hidden />
      <span>
        {run && <small>{run.name}</small>}
        <b>{t(`alert.${code}`, said)}</b>
        <small>{t(`alertRemedy.${code}`, said)}</small>
        {action}
      </span>
    </>
  )
}

/** Sums of money, channels and reasons as a reader knows them. */
function useSay(): (name: string, value: string | number) => string {
  const { t, i18n } = useTranslation('words')
  const { money, number } = useFormats()
  const word = (key: string, otherwise: string) =>
    i18n.exists(key, { ns: 'words' }) ? t(key) : otherwise
  return (name, value) => {
    if (typeof value === 'number')
      return name === 'spent' || name === 'total' ? money(value) : number(value)
    if (name === 'channel') return word(`channel.${value}`, value)
    return name === 'reason' ? word(`reason.${value}`, value) : value
  }
}
