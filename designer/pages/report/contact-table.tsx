import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Report } from '../../../schemas/api/report.ts'
import type { RunDetail } from '../../../schemas/api/runs.ts'
import { versionQuery } from '../../api/scenarios.ts'
import { useFormats } from '../../app/use-formats.ts'
import { Chip, Panel, Table } from '../../components/page.tsx'
import styles from './report.module.css'

/** Every step that touches customers: sent, not sent and why, and what came back. */
export function ContactTable({ report, run }: { report: Report; run: RunDetail }) {
  const { t, i18n } = useTranslation(['report', 'words'])
  const format = useFormats()
  const plan = useQuery(versionQuery(run.scenario.id, run.version)).data?.plan
  if (report.contacts.length === 0) return null
  const titleOf = (no: number) => plan?.nodes.find((node) => node.no === no)?.node.title ?? ''
  const word = (key: string, otherwise: string) => (i18n.exists(key) ? t(key) : otherwise)
  return (
    <Panel title={t('contact.title')}>
      <Table label={t('contact.title')}>
        <thead>
          <tr>
            <th>{t('contact.step')}</th>
            <th data-number>{t('contact.ordered')}</th>
            <th data-number>{t('contact.sent')}</th>
            <th>{t('contact.responses')}</th>
            <th>{t('contact.unsent')}</th>
            <th data-number>{t('contact.cost')}</th>
          </tr>
        </thead>
        <tbody>
          {report.contacts.map((contact) => {
            const sent = contact.accepted
            return (
              <tr key={contact.node}>
                <td>
                  <b>{titleOf(contact.node) || t(`words:channel.${contact.channel}`)}</b>
                  <div className={styles.quiet}>{t(`words:channel.${contact.channel}`)}</div>
                </td>
                <td data-number data-label={t('contact.ordered')}>
                  {format.number(contact.ordered)}
                </td>
                <td data-number data-label={t('contact.sent')}>
                  {format.number(sent)}
                </td>
                <td>
                  <span className={styles.chips}>
                    {Object.entries(contact.responses).map(([kind, customers]) => (
                      <Chip key={kind} tone={kind === 'purchased' ? 'ok' : 'quiet'}>
                        {word(`words:response.${kind}`, kind)} {format.number(customers)}
                        {sent > 0 && (
                          <span className={styles.quiet}>{format.percent(customers / sent)}</span>
                        )}
                        {(contact.late[kind] ?? 0) > 0 && (
                          <span className={styles.quiet}>
                            {t('contact.late', { n: format.number(contact.late[kind] ?? 0) })}
                          </span>
                        )}
                      </Chip>
                    ))}
                  </span>
                </td>
                <td className={styles.quiet} data-label={t('contact.unsent')}>
                  {Object.entries(contact.reasons)
                    .map(
                      ([reason, n]) =>
                        `${word(`words:reason.${reason}`, reason)} ${format.number(n)}`,
                    )
                    .join(' · ') || '–'}
                </td>
                <td data-number data-label={t('contact.cost')}>
                  {format.money(contact.cost)}
                </td>
              </tr>
            )
          })}
        </tbody>
      </Table>
    </Panel>
  )
}
