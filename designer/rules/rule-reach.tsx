import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { RuleCount } from '../../schemas/api/segments.ts'
import type { Rule } from '../../schemas/rule.ts'
import { ruleCountQuery } from '../api/segments.ts'
import { useFormats } from '../app/use-formats.ts'
import { useProblem } from '../app/use-problem.ts'
import styles from './rules.module.css'

/** How many customers a rule means, while it is edited, with `sample` of them (0: the number only). */
export function RuleReach({ rule, sample = 0 }: { rule: Rule; sample?: number }) {
  const { t } = useTranslation('rules')
  const format = useFormats()
  const explain = useProblem()
  const [settled] = useDebouncedValue(rule, 250)
  const quick = useQuery(ruleCountQuery(settled, sample, true))
  const isRough = quick.data?.between != null && !quick.isPlaceholderData
  const exact = useQuery({ ...ruleCountQuery(settled, sample), enabled: isRough })
  const isExact = isRough && exact.data !== undefined && !exact.isPlaceholderData
  const { data, error, isPlaceholderData } = isExact ? exact : quick
  const countOf = ({ count, between }: RuleCount) => {
    const people = t('people', { count, n: format.number(count) })
    return between === null ? people : t('about', { people })
  }
  if (error) return <p className={styles.problem}>{explain(error)}</p>
  return (
    <div className={styles.reach} data-stale={isPlaceholderData || settled !== rule}>
      <p aria-live="polite">
        <b>{data ? countOf(data) : '–'}</b>
        <span>
          {data &&
            t('ofAll', {
              share: format.percent(data.of === 0 ? 0 : data.count / data.of),
              all: format.number(data.of),
            })}
        </span>
      </p>
      {data && data.sample.length > 0 && (
        <ul>
          {data.sample.map((customer) => (
            <li key={customer.id}>
              <b>{customer.name ?? customer.externalId}</b>
              <span>
                {[
                  customer.region,
                  t('sample.purchases', {
                    count: customer.purchaseCount,
                    n: format.number(customer.purchaseCount),
                  }),
                  customer.lastPurchaseAt &&
                    t('sample.last', { day: format.day(customer.lastPurchaseAt) }),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
