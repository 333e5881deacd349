import { useTranslation } from 'react-i18next'
import type { Quality } from '../../../schemas/api/quality.ts'
import { addressOf } from '../../api/client.ts'
import { useFormats } from '../../app/use-formats.ts'
import { ChartFrame } from '../../components/charts/chart-frame.tsx'
import { HeatTable } from '../../components/charts/heat-table.tsx'
import styles from './data.module.css'
import { useFaultName } from './use-fault-name.ts'
import { useFileColumn } from './use-file-column.ts'

/** What was wrong in the last files of one source, value by value and reason by reason, with the lines to put right. */
export function SourceFaults({ source }: { source: Quality['sources'][number] }) {
  const { t } = useTranslation('data')
  const format = useFormats()
  const nameOf = useFaultName()
  const columnOf = useFileColumn()
  const { trend, rejects } = source
  const total = (fault: string) => trend.reduce((sum, { faults }) => sum + (faults[fault] ?? 0), 0)
  const found = [...new Set(trend.flatMap(({ faults }) => Object.keys(faults)))].sort(
    (a, b) => total(b) - total(a) || (a < b ? -1 : 1),
  )
  if (found.length === 0) return <p className={styles.muted}>{t('source.noFaults')}</p>
  return (
    <ChartFrame
      title={t('source.faults')}
      note={t('source.faultsNote')}
      csv={() => [
        [t('source.faults'), ...trend.map(({ at }) => at)],
        ...found.map((fault) => [nameOf(fault), ...trend.map(({ faults }) => faults[fault] ?? 0)]),
      ]}
    >
      <HeatTable
        label={t('source.faults')}
        corner={t('source.rows')}
        columns={trend.map(columnOf)}
        rows={found.map((fault) => ({
          name: nameOf(fault),
          cells: trend.map(({ at, rows, faults }) => {
            const n = faults[fault] ?? 0
            const share = rows === 0 ? 0 : n / rows
            const said = `${format.number(n)} (${format.percent(share)})`
            return {
              ...{ share: n === 0 ? null : share, text: format.number(n) },
              ...(n > 0 ? { note: format.percent(share) } : {}),
              title: `${nameOf(fault)}, ${format.moment(at)}: ${said}`,
            }
          }),
        }))}
      />
      {rejects !== null && (
        <p className={styles.small}>
          <a href={addressOf(`/imports/${rejects}/rejects`)} download>
            {t('source.rejects')}
          </a>
        </p>
      )}
    </ChartFrame>
  )
}
