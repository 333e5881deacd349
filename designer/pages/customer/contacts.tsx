import { useTranslation } from 'react-i18next'
import type { Customer } from '../../../schemas/api/customers.ts'
import { useFormats } from '../../app/use-formats.ts'
import { Chip, Empty, Panel, Table } from '../../components/page.tsx'
import styles from './customer.module.css'

/** Every touch of every run, with what came back. */
export function Contacts({ customer }: { customer: Customer }) {
  const { t, i18n } = useTranslation(['customers', 'words'])
  const format = useFormats()
  const word = (key: string, otherwise: string) => (i18n.exists(key) ? t(key) : otherwise)
  return (
    <Panel title={t('contacts')}>
      {customer.contacts.length === 0 ? (
        <Empty title={t('noContacts')} text={t('noContactsText')} />
      ) : (
        <Table label={t('contacts')}>
          <thead>
            <tr>
              <th>{t('contact.at')}</th>
              <th>{t('contact.channel')}</th>
              <th>{t('contact.run')}</th>
              <th>{t('contact.status')}</th>
              <th>{t('contact.responses')}</th>
            </tr>
          </thead>
          <tbody>
            {customer.contacts.map((contact) => (
              <tr key={contact.id}>
                <td>{format.moment(contact.settledAt ?? contact.orderedAt)}</td>
                <td data-label={t('contact.channel')}>{t(`words:channel.${contact.channel}`)}</td>
                <td data-label={t('contact.run')}>{contact.run.name}</td>
                <td data-label={t('contact.status')}>
                  {word(`words:contactStatus.${contact.status}`, contact.status)}
                  {contact.reason !== null && (
                    <div className={styles.quiet}>
                      {word(`words:reason.${contact.reason}`, contact.reason)}
                    </div>
                  )}
                </td>
                <td data-label={t('contact.responses')}>
                  <span className={styles.responses}>
                    {contact.responses.map(({ kind, firstAt }) => (
                      <Chip key={kind} tone={kind === 'purchased' ? 'ok' : 'quiet'}>
                        <span title={format.moment(firstAt)}>
                          {word(`words:response.${kind}`, kind)}
                        </span>
                      </Chip>
                    ))}
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Panel>
  )
}
