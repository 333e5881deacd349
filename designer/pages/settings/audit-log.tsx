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
                  <Subject entry={entry} />
                </td>
                <td data-label={t('audit.who')}>
                  {entry.actor === 'installation' ? t('audit.installation') : entry.actor}
                </td>
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
  const { t, i18n } = useTranslation(['settings', 'words'])
  const format = useFormats()
  const key = `action.${entry.action.includes('.') ? entry.action : `${entry.action}.made`}`
  const say = (name: string, value: unknown) => {
    if (name === 'kind' && i18n.exists(`words:runKind.${value}`)) return t(`words:runKind.${value}`)
    if (name === 'role' && i18n.exists(`words:role.${value}`)) return t(`words:role.${value}`)
    if (name === 'version' || typeof value !== 'number') return String(value)
    return format.number(value)
  }
  // What has no word here, such as ids and hashes, tells a reader nothing.
  const detail = Object.entries(entry.detail)
    .filter(([, value]) => value !== null && typeof value !== 'object')
    .filter(([name]) => i18n.exists(`detail.${name}`, { ns: 'settings' }))
    .map(([name, value]) => t(`detail.${name}`, { value: say(name, value) }))
    .join(' · ')
  return (
    <>
      <b>{i18n.exists(key, { ns: 'settings' }) ? t(key) : entry.action}</b>
      {detail && <div className={styles.quiet}>{detail}</div>}
    </>
  )
}

/** A subject is written `kind:id`. It is called by its name while it exists; the id is told on pointing at it. */
function Subject({ entry }: { entry: AuditEntry }) {
  const { t, i18n } = useTranslation(['settings', 'data'])
  const [kind = '', id = ''] = entry.subject.split(':')
  if (kind === 'import' && i18n.exists(`data:kind.${id}`)) return <>{t(`data:kind.${id}`)}</>
  const key = `subject.${kind}`
  const what = i18n.exists(key, { ns: 'settings' }) ? t(key) : kind
  const shortId = id.length > 20 ? id.slice(0, 8) : id
  if (entry.named === null) return <span title={id}>{`${what} ${shortId}`}</span>
  return (
    <span title={id}>
      <SubjectLink kind={kind} named={entry.named} />
      <div className={styles.quiet}>{what}</div>
    </span>
  )
}

/** What has a page of its own is a way to it. */
function SubjectLink(props: { kind: string; named: NonNullable<AuditEntry['named']> }) {
  const { id, name } = props.named
  switch (props.kind) {
    case 'campaign':
      return (
        <Link to="/campaigns/$campaign" params={{ campaign: id }}>
          {name}
        </Link>
      )
    case 'customer':
      return (
        <Link to="/customers/$customer" params={{ customer: id }}>
          {name}
        </Link>
      )
    case 'segment':
      return (
        <Link to="/segments/$segment" params={{ segment: id }}>
          {name}
        </Link>
      )
    case 'run':
      return (
        <Link to="/runs/$run/report" params={{ run: id }}>
          {name}
        </Link>
      )
    default:
      return <>{name}</>
  }
}
