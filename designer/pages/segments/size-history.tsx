import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { SegmentSizeRow } from '../../../schemas/api/segments.ts'
import { segmentSizesQuery } from '../../api/analysis.ts'
import { countSegmentNow } from '../../api/segments.ts'
import { useFormats } from '../../app/use-formats.ts'
import { ChartFrame } from '../../components/charts/chart-frame.tsx'
import { LineChart } from '../../components/charts/line-chart.tsx'
import { Loaded, Problem } from '../../components/loaded.tsx'
import { Empty } from '../../components/page.tsx'

/** How many belonged, day by day, with the runs that began and ended; a new line begins where the rule changed. */
export function SizeHistory({ segment }: { segment: string }) {
  const { t } = useTranslation('segments')
  const format = useFormats()
  const sizes = useQuery(segmentSizesQuery(segment))
  const counting = useMutation({ mutationFn: () => countSegmentNow(segment) })
  const count = (
    <Button
      size="compact-sm"
      variant="default"
      loading={counting.isPending}
      onClick={() => counting.mutate()}
    >
      {t('countNow')}
    </Button>
  )
  return (
    <Loaded query={sizes}>
      {(rows) => (
        <ChartFrame
          title={t('history.title')}
          note={t('history.note')}
          aside={count}
          csv={() => [
            [t('history.at'), t('column.size'), t('history.all'), t('history.cause')],
            ...rows.map((row) => [row.at, row.size, row.ofAll, causeOf(row)]),
          ]}
        >
          {counting.error && <Problem error={counting.error} />}
          {rows.length === 0 ? (
            <Empty title={t('history.none')} text={t('history.noneText')} />
          ) : (
            <LineChart
              label={t('history.title')}
              say={format.number}
              heightPx={190}
              lines={stretches(rows).map((stretch, i) => ({
                name: `${t('history.title')} ${i + 1}`,
                tone: 'main',
                dots: rows.length <= 60,
                points: stretch.map((row) => ({
                  x: Date.parse(row.at),
                  y: row.size,
                  text: t('history.point', {
                    at: format.moment(row.at),
                    n: format.number(row.size),
                    cause: causeOf(row),
                  }),
                })),
              }))}
              marks={rows
                .filter(({ run }) => run !== null)
                .map((row) => ({ at: Date.parse(row.at), text: causeOf(row) }))}
              xTicks={ends(rows).map((at) => ({ at: Date.parse(at), text: format.day(at) }))}
            />
          )}
        </ChartFrame>
      )}
    </Loaded>
  )

  function causeOf({ cause, run }: SegmentSizeRow): string {
    return t(`cause.${cause}`, { run: run?.name ?? '' })
  }
}

/** Sizes counted by one and the same rule, in turn. */
function stretches(rows: readonly SegmentSizeRow[]): readonly (readonly SegmentSizeRow[])[] {
  const starts = rows.flatMap((row, i) => (i === 0 || row.ruleChanged ? [i] : []))
  return starts.map((start, i) => rows.slice(start, starts[i + 1]))
}

function ends(rows: readonly SegmentSizeRow[]): readonly string[] {
  const [first, last] = [rows[0]?.at, rows.at(-1)?.at]
  if (first === undefined || last === undefined) return []
  return first === last ? [first] : [first, last]
}
