import { useTranslation } from 'react-i18next'
import type { Customer } from '../../../schemas/api/customers.ts'
import { useFormats } from '../../app/use-formats.ts'
import { keyed } from '../../components/keyed.ts'
import { Chip, Empty, Panel, Table } from '../../components/page.tsx'
import styles from './customer.module.css'

/** The newest purchases, at most 100. */
export function Purchases({ customer }: { customer: Customer }) {
  const { t } = useTranslation('customers')
  const format = useFormats()
  return (
    <Panel title={t('purchases')}>
      {customer.purchases.length === 0 ? (
        <Empty title={t('noPurchases')} />
      ) : (
        <Table label={t('purchases')}>
          <thead>
            <tr>
              <th>{t('purchase.at')}</th>
              <th>{t('purchase.product')}</th>
              <th>{t('purchase.channel')}</th>
              <th data-number>{t('purchase.quantity')}</th>
              <th data-number>{t('purchase.amount')}</th>
            </tr>
          </thead>
          <tbody>
            {keyed(customer.purchases, ({ at, amount }) => `${at} ${amount}`).map(
              ({ key, row: purchase }) => (
                <tr key={key}>
                  <td className={styles.day}>{format.day(purchase.at)}</td>
                  <td>
                    {purchase.product ?? (purchase.lines.length === 0 ? '–' : null)}
                    {keyed(purchase.lines, ({ product }) => product).map((line) => (
                      <div key={line.key}>
                        {t('purchase.line', {
                          product: line.row.product,
                          n: format.number(line.row.quantity),
                          amount: format.money(line.row.amount),
                        })}
                      </div>
                    ))}
                  </td>
                  <td>{purchase.channel ?? '–'}</td>
                  <td data-number>{format.number(purchase.quantity)}</td>
                  <td data-number>
                    {purchase.repeated && <Chip tone="warn">{t('purchase.repeated')}</Chip>}{' '}
                    {format.money(purchase.amount)}
                  </td>
                </tr>
              ),
            )}
          </tbody>
        </Table>
      )}
    </Panel>
  )
}
