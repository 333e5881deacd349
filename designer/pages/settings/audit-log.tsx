import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { AuditEntry } from '../../../schemas/api/settings.ts'
import { auditQuery } from '../../api/settings.ts'
import { useFormats } from '../../app/use-formats.ts'
import { Problem } from '../../components/loaded.tsx'
import { Bones, Panel, Table } from '../../components/page.tsx'
import styles from './settings.module.css'

/** Who changed what, when; the newest first. Nothing here can be changed. */
export function AuditLog() {
  const { t } = useTranslation('settings')
  const format = useFormats()
  const log = useInfiniteQuery(auditQuery)
  const entries = log.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Panel title={t('audit.title')}>
      <p className={styles.lead}>{t('audit.lead')}</p>
      {log.error && <Problem error={log.error} onRetry={() => void log.refetch()} />}
      {log.isPending && <Bones lines={6} height={22} />}
      {entries.length > 0 && (
        <Table label={t('audit.title')}>
          <thead>
            <tr>
              <th>{t('audit.what')}</th>
              <th>{t('audit.of')}</th>
              <th>{t('audit.who')}</th>
              <th>{t('audit.when')}</th>
            </tr>
          </thead>
          <tbody>
            {entries.map((entry) => (
              <tr key={`${entry.at} ${entry.action} ${entry.subject}`}>
                <td>
                  <What entry={entry} />
                </td>
                <td data-label={t('audit.of')}>
                  <Subject of={entry.subject} />
                </td>
                <td data-label={t('audit.who')}>{entry.actor}</td>
                <td data-label={t('audit.when')}>{format.moment(entry.at)}</td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
      {log.hasNextPage && (
        <Button
          mt={12}
          variant="default"
          loading={log.isFetchingNextPage}
          onClick={() => void log.fetchNextPage()}
        >
          {t('audit.more')}
        </Button>
      )}
    </Panel>
  )
}

function What({ entry }: { entry: AuditEntry }) {
  const { t, i18n } = useTranslation('settings')
  const key = `action.${entry.action}`
  const detail = Object.entries(entry.detail)
    .filter(([, value]) => value !== null && typeof value !== 'object')
    .map(([name, value]) => [name, String(value)] as const)
    .filter(([, value]) => !isId.test(value))
    .map(([name, value]) => `${name} ${value}`)
    .join(' · ')
  return (
    <>
      <b>{i18n.exists(key, { ns: 'settings' }) ? t(key) : entry.action}</b>
      {detail && <div className={styles.quiet}>{detail}</div>}
    </>
  )
}

/** Ids and hashes tell a reader nothing. */
const isId = /^[0-9a-f-]{10,}$/

const uuid = /^[0-9a-f]{8}-[0-9a-f-]{27}$/

/** A subject is written `kind:id`; what has a page of its own is a way to it. */
function Subject({ of }: { of: string }) {
  const { t, i18n } = useTranslation('settings')
  const [kind = '', id = ''] = of.split(':')
  const key = `subject.${kind}`
  const name = i18n.exists(key, { ns: 'settings' }) ? t(key) : kind
  const short = `${name} ${id.slice(0, 8)}`
  if (!uuid.test(id)) return <>{`${name} ${id}`}</>
  switch (kind) {
    case 'campaign':
      return (
        <Link to="/campaigns/$campaign" params={{ campaign: id }}>
          {short}
        </Link>
      )
    case 'customer':
      return (
        <Link to="/customers/$customer" params={{ customer: id }}>
          {short}
        </Link>
      )
    case 'segment':
      return (
        <Link to="/segments/$segment" params={{ segment: id }}>
          {short}
        </Link>
      )
    case 'run':
      return (
        <Link to="/runs/$run/report" params={{ run: id }}>
          {short}
        </Link>
      )
    default:
      return <>{short}</>
  }
}
