import { useTranslation } from 'react-i18next'
import type { Customer } from '../../../schemas/api/customers.ts'
import { useFormats } from '../../app/use-formats.ts'
import { Empty, Panel, Table } from '../../components/page.tsx'
import { useSubjectName } from '../../rules/use-subject-name.ts'
import styles from './customer.module.css'

/** Every score with the model it comes from and the day that model looked at last. */
export function Scores({ customer }: { customer: Customer }) {
  const { t } = useTranslation('customers')
  const format = useFormats()
  const nameOf = useSubjectName()
  const say = (value: number) =>
    Math.abs(value) >= 1000 ? format.number(Math.round(value)) : String(Number(value.toFixed(3)))
  return (
    <Panel title={t('scores')}>
      {customer.scores.length === 0 ? (
        <Empty title={t('noScores')} />
      ) : (
        <ul className={styles.scores}>
          {customer.scores.map((score) => (
            <li key={score.key}>
              <span>
                {nameOf(`scores.${score.key}`)}
                <small>
                  {t('scoreOf', {
                    model: score.model,
                    version: score.version,
                    day: format.day(score.asOf),
                  })}
                </small>
              </span>
              <b>{say(score.value)}</b>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}

/** What the customer earned and cost by the newest calculation. */
export function CustomerProfit({ customer }: { customer: Customer }) {
  const { t } = useTranslation('customers')
  const format = useFormats()
  const { profit } = customer
  return (
    <Panel title={t('profit.title')}>
      {profit === null ? (
        <Empty title={t('profit.none')} />
      ) : (
        <dl className={styles.pairs}>
          {(['revenue', 'margin', 'cost', 'profit'] as const).map((name) => (
            <div key={name} className={styles.pair}>
              <dt>{t(`profit.${name}`)}</dt>
              <dd data-loss={profit[name] < 0}>{format.money(profit[name])}</dd>
            </div>
          ))}
        </dl>
      )}
    </Panel>
  )
}

/** What the contacts of all real campaigns came to. */
export function Tally({ customer }: { customer: Customer }) {
  const { t } = useTranslation('customers')
  const format = useFormats()
  const { tally } = customer
  return (
    <Panel title={t('tally.title')}>
      <dl className={styles.tally}>
        {(['contacted', 'reached', 'responded', 'purchased', 'bounced', 'refused'] as const).map(
          (name) => (
            <div key={name}>
              <dt>{t(`tally.${name}`)}</dt>
              <dd data-zero={tally[name] === 0}>{format.number(tally[name])}</dd>
            </div>
          ),
        )}
      </dl>
    </Panel>
  )
}

/** Products by what was spent on them. */
export function Products({ customer }: { customer: Customer }) {
  const { t } = useTranslation('customers')
  const format = useFormats()
  return (
    <Panel title={t('products')}>
      {customer.products.length === 0 ? (
        <Empty title={t('noProducts')} />
      ) : (
        <Table label={t('products')}>
          <thead>
            <tr>
              <th>{t('purchase.product')}</th>
              <th>{t('product.category')}</th>
              <th data-number>{t('purchase.quantity')}</th>
              <th data-number>{t('purchase.amount')}</th>
              <th>{t('product.last')}</th>
            </tr>
          </thead>
          <tbody>
            {customer.products.map((product) => (
              <tr key={product.name}>
                <td>{product.name}</td>
                <td>{product.category ?? '–'}</td>
                <td data-number>{format.number(product.quantity)}</td>
                <td data-number>{format.money(product.amount)}</td>
                <td>{format.day(product.lastAt)}</td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Panel>
  )
}
