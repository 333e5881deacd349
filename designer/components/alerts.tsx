import { IconAlertCircle, IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Alert } from '../../schemas/api/alerts.ts'
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

export function AlertList({ run }: { run: string | null }) {
  const { data } = useQuery(alertsQuery(run))
  return data && data.length > 0 ? (
    <ul className={styles.alerts}>
      {data.map((alert) => (
        <li key={`${alert.code} ${alert.run?.id}`} data-level={alert.level}>
          <AlertText alert={alert} />
        </li>
      ))}
    </ul>
  ) : null
}

/** In the reader’s language where the code is worded, else as the server says it. */
export function AlertText({ alert }: { alert: Alert }) {
  const { t, i18n } = useTranslation('words')
  const { number } = useFormats()
  const { code, level, values, message, remedy, run } = alert
  const Icon =
    level === 'error' ? IconAlertCircle : level === 'warning' ? IconAlertTriangle : IconInfoCircle
  const said = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'number' ? number(value) : value,
    ]),
  )
  const key = `alert.${code}`
  const isWorded = i18n.exists(key, { ns: 'words' })
  return (
    <>
      <Icon size={17} stroke={1.8} aria-hidden />
      <span>
        {run && <small>{run.name}</small>}
        <b>{isWorded ? t(key, said) : message}</b>
        <small>{isWorded ? t(`alertRemedy.${code}`, said) : remedy}</small>
      </span>
    </>
  )
}
