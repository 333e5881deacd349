import { useTranslation } from 'react-i18next'
import type { Customer } from '../../../schemas/api/customers.ts'
import { Chip, Panel } from '../../components/page.tsx'
import styles from './customer.module.css'

export function Consents({ customer }: { customer: Customer }) {
  const { t } = useTranslation(['customers', 'words'])
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
    </Panel>
  )
}
