import { Button, NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Profit, profitsQuery } from '../../api/profit.ts'
import { useFormats } from '../../app/use-formats.ts'
import { Loaded } from '../../components/loaded.tsx'
import { Empty, Stack, Tile, Tiles } from '../../components/page.tsx'
import { Activities } from './activities.tsx'
import { CostDialog } from './cost-dialog.tsx'
import styles from './profit.module.css'
import { Deciles, Whale } from './profit-charts.tsx'
import { RateVersions } from './rate-versions.tsx'

/** What customers earned and cost: by activity, by tenths, and as a curve; what nobody used stands apart. */
export function ProfitSheet() {
  const { t } = useTranslation('profit')
  const profits = useQuery(profitsQuery)
  const [making, setMaking] = useState(false)
  const make = <Button onClick={() => setMaking(true)}>{t('make')}</Button>
  return (
    <Loaded query={profits}>
      {(all) => (
        <Stack>
          {all.length === 0 ? (
            <Empty title={t('none')} text={t('noneText')}>
              {make}
            </Empty>
          ) : (
            <Calculations all={all} make={make} />
          )}
          {making && <CostDialog latest={all[0] ?? null} onClose={() => setMaking(false)} />}
        </Stack>
      )}
    </Loaded>
  )
}

function Calculations({ all, make }: { all: readonly Profit[]; make: React.ReactNode }) {
  const { t } = useTranslation('profit')
  const format = useFormats()
  const [picked, setPicked] = useState<number | null>(null)
  const shown = all.find(({ version }) => version === picked) ?? all[0]
  if (!shown) return null
  const { totals, unassigned } = shown.result
  return (
    <>
      <div className={styles.head}>
        <NativeSelect
          aria-label={t('version')}
          data={all.map(({ version, model, madeAt }) => ({
            value: String(version),
            label: t('versionOf', {
              version,
              from: format.plainDay(model.from),
              to: format.plainDay(model.to),
              made: format.day(madeAt),
            }),
          }))}
          value={String(shown.version)}
          onChange={(event) => setPicked(Number(event.currentTarget.value))}
        />
        {make}
      </div>
      <Tiles>
        <Tile
          name={t('revenue')}
          value={format.moneyShort(totals.revenue)}
          note={t('of', { n: format.number(totals.customers) })}
        />
        <Tile
          name={t('margin')}
          value={format.moneyShort(totals.margin)}
          note={t('marginRate', { rate: format.percent(shown.model.marginRate) })}
        />
        <Tile name={t('cost')} value={format.moneyShort(totals.cost)} note={t('costNote')} />
        <Tile
          name={t('profit')}
          value={format.moneyShort(totals.profit)}
          note={
            totals.customers > 0 &&
            t('perCustomer', { amount: format.money(totals.profit / totals.customers) })
          }
        />
        <Tile
          name={t('unassigned')}
          value={format.moneyShort(unassigned)}
          note={t('unassignedNote')}
        />
      </Tiles>
      <div className={styles.halves}>
        <Whale profit={shown} />
        <Deciles profit={shown} />
      </div>
      <Activities profit={shown} />
      {all.length > 1 && <RateVersions all={all} />}
    </>
  )
}
