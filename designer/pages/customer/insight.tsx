import { useTranslation } from 'react-i18next'
import type { Customer } from '../../../schemas/api/customers.ts'
import { useFormats } from '../../app/use-formats.ts'
import { Empty, Panel, Table } from '../../components/page.tsx'
import { useSubjectName } from '../../rules/use-subject-name.ts'
import styles from './customer.module.css'

/** Every score, below the model it comes from and the day that model looked at last. */
export function Scores({ customer }: { customer: Customer }) {
  const { t } = useTranslation('customers')
  const format = useFormats()
  const models = new Set(customer.scores.map(({ model, version }) => `${model} ${version}`))
  return (
    <Panel title={t('scores')}>
      {customer.scores.length === 0 && <Empty title={t('noScores')} text={t('noScoresText')} />}
      {[...models].map((named) => {
        const scores = customer.scores.filter((one) => `${one.model} ${one.version}` === named)
        return scores[0] === undefined ? null : (
          <section key={named} className={styles.model}>
            <h3>
              {t(scores[0].windowFrom === null ? 'scoreUntil' : 'scoreOf', {
                model: scores[0].model === 'Profit' ? t('profit.title') : scores[0].model,
                version: scores[0].version,
                from: scores[0].windowFrom === null ? '' : format.day(scores[0].windowFrom),
                to: format.day(scores[0].asOf),
                made: format.day(scores[0].madeAt),
              })}
            </h3>
            <ul className={styles.scores}>
              {scores.map((score) => (
                <ScoreLine key={score.key} score={score} />
              ))}
            </ul>
          </section>
        )
      })}
    </Panel>
  )
}

const chances = new Set(['alive', 'churnRisk', 'propensity'])
const amounts = new Set(['expectedAmount', 'expectedValue', 'profit'])

function ScoreLine({ score }: { score: Customer['scores'][number] }) {
  const format = useFormats()
  const nameOf = useSubjectName()
  const { key, value } = score
  const said = chances.has(key)
    ? format.percent(value)
    : amounts.has(key)
      ? format.money(value)
      : format.decimal(value)
  return (
    <li>
      <span>{nameOf(`scores.${key}`)}</span>
      <b>{said}</b>
    </li>
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
                <td className={styles.day}>{format.day(product.lastAt)}</td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Panel>
  )
}
