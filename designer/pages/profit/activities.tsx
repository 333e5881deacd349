import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Profit } from '../../api/profit.ts'
import { useFormats } from '../../app/use-formats.ts'
import { ChartFrame } from '../../components/charts/chart-frame.tsx'
import { Meter, Table } from '../../components/page.tsx'
import styles from './profit.module.css'
import { UseDialog } from './use-dialog.tsx'

/** What each activity cost per unit, how much of its capacity was used, and what nobody used. */
export function Activities({ profit }: { profit: Profit }) {
  const { t } = useTranslation('profit')
  const format = useFormats()
  const { activities } = profit.result
  const [bringing, setBringing] = useState(false)
  const brought = profit.model.activities.filter(({ driver }) => driver === 'brought')
  return (
    <ChartFrame
      title={t('activities')}
      csv={() => [
        [
          t('activity'),
          t('spent'),
          t('rate'),
          t('used'),
          t('capacity'),
          t('assigned'),
          t('unassigned'),
        ],
        ...profit.model.activities.map(({ key, name, spent, capacity }) => {
          const use = activities.find((one) => one.key === key)
          const told = [use?.rate, use?.used, capacity, use?.assigned, use?.unassigned]
          return [name, spent, ...told.map((n) => n ?? null)]
        }),
      ]}
      aside={
        brought.length > 0 && (
          <Button size="compact-sm" variant="default" onClick={() => setBringing(true)}>
            {t('use.title')}
          </Button>
        )
      }
    >
      {bringing && <UseDialog activities={brought} onClose={() => setBringing(false)} />}
      <Table label={t('activities')}>
        <thead>
          <tr>
            <th>{t('activity')}</th>
            <th>{t('driverLabel')}</th>
            <th data-number>{t('spent')}</th>
            <th data-number>{t('rate')}</th>
            <th data-number>{t('usedOf')}</th>
            <th style={{ width: '14%' }}>
              <span className="unseen">{t('share')}</span>
            </th>
            <th data-number>{t('assigned')}</th>
            <th data-number>{t('unassigned')}</th>
          </tr>
        </thead>
        <tbody>
          {profit.model.activities.map((activity) => {
            const use = activities.find(({ key }) => key === activity.key)
            if (!use) return null
            const share = use.used / activity.capacity
            return (
              <tr key={activity.key}>
                <td>{activity.name}</td>
                <td className={styles.quiet} data-label={t('driverLabel')}>
                  {t(`driver.${activity.driver}`)}
                </td>
                <td data-number data-label={t('spent')}>
                  {format.money(activity.spent)}
                </td>
                <td data-number data-label={t('rate')}>
                  {format.price(use.rate)}
                </td>
                <td data-number data-label={t('usedOf')}>
                  {format.number(use.used)} / {format.number(activity.capacity)}
                </td>
                <td>
                  <Meter share={share} label={format.percent(share)} />
                </td>
                <td data-number data-label={t('assigned')}>
                  {format.money(use.assigned)}
                </td>
                <td data-number data-label={t('unassigned')}>
                  {format.money(use.unassigned)}
                </td>
              </tr>
            )
          })}
        </tbody>
      </Table>
      {activities.some(({ unassigned }) => unassigned < 0) && (
        <p className={styles.warn}>{t('overused')}</p>
      )}
    </ChartFrame>
  )
}
