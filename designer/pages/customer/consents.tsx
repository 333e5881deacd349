import { useTranslation } from 'react-i18next'
import type { Customer } from '../../../schemas/api/customers.ts'
import { useFormats } from '../../app/use-formats.ts'
import { keyed } from '../../components/keyed.ts'
import { Chip, Panel } from '../../components/page.tsx'
import styles from './customer.module.css'

/** What holds now on each channel, and when it was given or refused, where, and by what proof. */
export function Consents({ customer }: { customer: Customer }) {
  const { t } = useTranslation(['customers', 'words'])
  const format = useFormats()
  return (
    <Panel title={t('consents')}>
      <ul className={styles.consents}>
        {customer.consents.map((consent) => (
          <li key={consent.channel}>
            {t(`words:channel.${consent.channel}`)}
            <span>
              {consent.suppressed && <Chip tone="danger">{t('consent.suppressed')}</Chip>}
              {consent.night && <Chip>{t('consent.night')}</Chip>}
              <Chip tone={consent.given ? 'ok' : 'quiet'}>
                {t(consent.given ? 'consent.given' : 'consent.none')}
              </Chip>
            </span>
          </li>
        ))}
      </ul>
      {customer.consentEvents.length > 0 && (
        <details className={styles.proofs}>
          <summary>
            {t('consent.history', { n: format.number(customer.consentEvents.length) })}
          </summary>
          <ul>
            {keyed(customer.consentEvents, ({ at, channel }) => `${at} ${channel}`).map(
              ({ key, row: event }) => (
                <li key={key}>
                  <b>
                    {t(`words:channel.${event.channel}`)}:{' '}
                    {t(event.given ? 'consent.given' : 'consent.refused')}
                    {event.night && ` (${t('consent.night')})`}
                  </b>
                  <span className={styles.quiet}>
                    {format.moment(event.at)} · {event.source}
                    {event.proof !== null && ` · ${t('consent.proof', { proof: event.proof })}`}
                  </span>
                </li>
              ),
            )}
          </ul>
        </details>
      )}
    </Panel>
  )
}
