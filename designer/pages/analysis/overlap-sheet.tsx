import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Overlap, SegmentDetail } from '../../../schemas/api/segments.ts'
import { overlapQuery } from '../../api/analysis.ts'
import { segmentsQuery } from '../../api/segments.ts'
import { useEndOfDay } from '../../app/use-end-of-day.ts'
import { useFormats } from '../../app/use-formats.ts'
import { ChartFrame } from '../../components/charts/chart-frame.tsx'
import { type HeatCell, HeatTable } from '../../components/charts/heat-table.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Empty, Panel, Stack, Table } from '../../components/page.tsx'
import styles from './analysis.module.css'
import { AsOfField } from './as-of-field.tsx'

const most = 10

/** Which customers several segments share. */
export function OverlapSheet() {
  const { t } = useTranslation('analysis')
  const segments = useQuery(segmentsQuery)
  return (
    <Loaded query={segments}>
      {(all) =>
        all.length < 2 ? (
          <Empty title={t('overlap.few')} text={t('overlap.fewText')} />
        ) : (
          <Chosen all={all} />
        )
      }
    </Loaded>
  )
}

function Chosen({ all }: { all: readonly SegmentDetail[] }) {
  const { t } = useTranslation('analysis')
  const [ids, setIds] = useState<readonly string[]>(all.slice(0, 4).map(({ id }) => id))
  const [day, setDay] = useState('')
  const endOfDay = useEndOfDay()
  const asOf = day === '' ? undefined : endOfDay(day)
  const overlap = useQuery({ ...overlapQuery(ids, asOf), enabled: ids.length >= 2 })
  const chosen = all.filter(({ id }) => ids.includes(id))
  return (
    <Stack>
      <Panel title={t('overlap.choose')}>
        <div className={styles.chips}>
          {all.map(({ id, name }) => (
            <label key={id}>
              <input
                type="checkbox"
                checked={ids.includes(id)}
                disabled={!ids.includes(id) && ids.length >= most}
                onChange={(event) =>
                  setIds(
                    event.currentTarget.checked ? [...ids, id] : ids.filter((one) => one !== id),
                  )
                }
              />
              {name}
            </label>
          ))}
        </div>
        <div className={styles.controls}>
          <AsOfField day={day} onChange={setDay} />
        </div>
      </Panel>
      {ids.length < 2 ? (
        <Empty title={t('overlap.few')} text={t('overlap.chooseTwo')} />
      ) : (
        <Loaded query={overlap}>
          {(data) => (
            <>
              <Pairs overlap={data} segments={chosen} />
              <Shares overlap={data} segments={chosen} />
            </>
          )}
        </Loaded>
      )}
    </Stack>
  )
}

interface Shown {
  readonly overlap: Overlap
  readonly segments: readonly SegmentDetail[]
}

/** How large a part of the segment of a row belongs to that of a column too. */
function Pairs({ overlap, segments }: Shown) {
  const { t } = useTranslation('analysis')
  const format = useFormats()
  const both = (...ids: readonly string[]) =>
    overlap.shares
      .filter((share) => ids.every((id) => share.segments.includes(id)))
      .reduce((sum, { customers }) => sum + customers, 0)
  const cell = (row: SegmentDetail, column: SegmentDetail): HeatCell | null => {
    const size = both(row.id)
    if (row.id === column.id || size === 0) return null
    const n = both(row.id, column.id)
    return {
      share: n / size,
      text: format.percentWhole(n / size),
      note: format.number(n),
      title: t('overlap.pair', {
        n: format.number(n),
        row: row.name,
        column: column.name,
        of: format.number(size),
      }),
    }
  }
  return (
    <ChartFrame
      title={t('overlap.pairs')}
      note={t('overlap.pairsNote')}
      csv={() => [
        [t('overlap.of'), t('overlap.in'), t('measure.customers')],
        ...segments.flatMap((row) =>
          segments.map((column) => [row.name, column.name, both(row.id, column.id)]),
        ),
      ]}
    >
      <HeatTable
        label={t('overlap.pairs')}
        corner={t('overlap.of')}
        columns={segments.map(({ name }) => ({ name }))}
        rows={segments.map((row) => ({
          name: row.name,
          note: t('people', { count: both(row.id), n: format.number(both(row.id)) }),
          cells: segments.map((column) => cell(row, column)),
        }))}
      />
    </ChartFrame>
  )
}

/** Every combination by itself: these segments, and no other of those chosen. */
function Shares({ overlap, segments }: Shown) {
  const { t } = useTranslation('analysis')
  const format = useFormats()
  const shares = overlap.shares.slice(0, 40)
  const highest = Math.max(1, ...shares.map(({ customers }) => customers))
  const nameOf = (ids: readonly string[]) =>
    segments
      .filter(({ id }) => ids.includes(id))
      .map(({ name }) => name)
      .join(' + ')
  return (
    <Panel title={t('overlap.shares')}>
      {shares.length === 0 ? (
        <Empty title={t('nobody')} />
      ) : (
        <Table label={t('overlap.shares')}>
          <thead>
            <tr>
              <th>{t('overlap.exactly')}</th>
              <th>
                <span className="unseen">{t('overlap.members')}</span>
              </th>
              <th data-number>{t('measure.customers')}</th>
              <th style={{ width: '30%' }} aria-hidden />
              <th data-number>{t('measure.amount')}</th>
            </tr>
          </thead>
          <tbody>
            {shares.map((share) => (
              <tr key={share.segments.join()}>
                <td>{nameOf(share.segments)}</td>
                <td>
                  <span className={styles.dots} aria-hidden>
                    {segments.map(({ id }) => (
                      <i key={id} data-in={share.segments.includes(id)} />
                    ))}
                  </span>
                </td>
                <td data-number data-label={t('measure.customers')}>
                  {format.number(share.customers)}
                </td>
                <td aria-hidden>
                  <i
                    className={styles.bar}
                    style={{ width: `${(share.customers / highest) * 100}%` }}
                  />
                </td>
                <td data-number data-label={t('measure.amount')}>
                  {format.money(share.amount)}
                </td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Panel>
  )
}
