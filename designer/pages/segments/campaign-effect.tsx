import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SegmentEffectAnswer } from '../../../schemas/api/segments.ts'
import { segmentEffectQuery } from '../../api/analysis.ts'
import { runsQuery } from '../../api/runs.ts'
import { useFormats } from '../../app/use-formats.ts'
import { ChartFrame } from '../../components/charts/chart-frame.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Empty, Stack, Table } from '../../components/page.tsx'
import styles from './segments.module.css'

/** Who joined and left the segment during a run, among those it took in and among all others. */
export function CampaignEffect({ segment }: { segment: string }) {
  const { t } = useTranslation('segments')
  const runs = (useQuery(runsQuery()).data ?? []).filter(({ kind }) => kind !== 'sandbox')
  const [picked, setPicked] = useState<string | null>(null)
  const run = picked ?? runs[0]?.id ?? null
  const effect = useQuery({ ...segmentEffectQuery(segment, run ?? ''), enabled: run !== null })
  const tableOf = (data: SegmentEffectAnswer) => [
    (['who', 'customers', 'before', 'joined', 'left', 'after'] as const).map((column) =>
      t(`effect.${column}`),
    ),
    ...groups.map((group) => {
      const { customers, before, joined, left, after } = data[group]
      return [t(`effect.${group}`), customers, before, joined, left, after]
    }),
  ]
  return (
    <ChartFrame
      title={t('effect.title')}
      csv={() => (effect.data ? tableOf(effect.data) : [])}
      aside={
        runs.length > 0 && (
          <NativeSelect
            size="xs"
            aria-label={t('effect.run')}
            data={runs.map(({ id, name, campaign }) => ({
              value: id,
              label: `${campaign.name} · ${name}`,
            }))}
            value={run ?? ''}
            onChange={(event) => setPicked(event.currentTarget.value)}
          />
        )
      }
    >
      {run === null ? (
        <Empty title={t('effect.none')} text={t('effect.noneText')} />
      ) : (
        <Loaded query={effect}>{(data) => <Effect effect={data} />}</Loaded>
      )}
    </ChartFrame>
  )
}

const groups = ['enrolled', 'others'] as const

function Effect({ effect }: { effect: SegmentEffectAnswer }) {
  const { t } = useTranslation('segments')
  const format = useFormats()
  const share = (part: number, of: number) => (of === 0 ? '–' : format.percent(part / of))
  return (
    <Stack>
      <Table label={t('effect.title')}>
        <thead>
          <tr>
            <th>{t('effect.who')}</th>
            <th data-number>{t('effect.customers')}</th>
            <th data-number>{t('effect.before')}</th>
            <th data-number>{t('effect.joined')}</th>
            <th data-number>{t('effect.left')}</th>
            <th data-number>{t('effect.after')}</th>
            <th data-number>{t('effect.leftShare')}</th>
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => {
            const { customers, before, joined, left, after } = effect[group]
            return (
              <tr key={group}>
                <td>{t(`effect.${group}`)}</td>
                <td data-number>{format.number(customers)}</td>
                <td data-number>{format.number(before)}</td>
                <td data-number>+{format.number(joined)}</td>
                <td data-number>−{format.number(left)}</td>
                <td data-number>{format.number(after)}</td>
                <td data-number>{share(left, before)}</td>
              </tr>
            )
          })}
        </tbody>
      </Table>
      <p className={styles.quiet}>
        {t('effect.note', {
          from: format.moment(effect.before),
          to: format.moment(effect.after),
        })}
      </p>
    </Stack>
  )
}
