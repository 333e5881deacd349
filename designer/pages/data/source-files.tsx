import { Modal } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Quality } from '../../../schemas/api/quality.ts'
import { useFormats } from '../../app/use-formats.ts'
import { ChartFrame } from '../../components/charts/chart-frame.tsx'
import { HeatTable } from '../../components/charts/heat-table.tsx'
import { Stack } from '../../components/page.tsx'
import { SourceFaults } from './source-faults.tsx'
import { useFileColumn } from './use-file-column.ts'

/** How full and how good the last files of one source were, field by field. */
export function SourceFiles(props: { source: Quality['sources'][number]; onClose: () => void }) {
  const { t } = useTranslation('data')
  const format = useFormats()
  const columnOf = useFileColumn()
  const { source, trend } = props.source
  const fields = [...new Set(trend.flatMap(({ filled }) => Object.keys(filled)))]
  const rows = [
    { name: t('source.taken'), shares: trend.map(({ rejected }) => 1 - rejected) },
    ...fields.map((field) => ({
      name: t('source.fills', { field: t(`field.${field}`) }),
      shares: trend.map(({ filled }) => filled[field] ?? 0),
    })),
  ]
  return (
    <Modal opened onClose={props.onClose} title={source} size={900}>
      <Stack>
        <ChartFrame
          title={t('source.files')}
          note={t('source.filesNote')}
          csv={() => [
            [t('source.share'), ...trend.map(({ at }) => at)],
            [t('source.rows'), ...trend.map((file) => file.rows)],
            ...rows.map(({ name, shares }) => [name, ...shares]),
          ]}
        >
          <HeatTable
            label={t('source.files')}
            corner={t('source.share')}
            columns={trend.map(columnOf)}
            rows={rows.map(({ name, shares }) => ({
              name,
              cells: shares.map((share, i) => ({
                share,
                text: format.percent(share),
                title: `${name}, ${format.moment(trend[i]?.at ?? '')}: ${format.percent(share)}`,
              })),
            }))}
          />
        </ChartFrame>
        <SourceFaults source={props.source} />
      </Stack>
    </Modal>
  )
}
