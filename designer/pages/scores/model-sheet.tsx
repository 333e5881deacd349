import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ScoreModelRow } from '../../../schemas/api/scores.ts'
import { distributionQuery } from '../../api/scores.ts'
import { useFormats } from '../../app/use-formats.ts'
import { Bars } from '../../components/charts/bars.tsx'
import { ChartFrame } from '../../components/charts/chart-frame.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Empty, Tile, Tiles } from '../../components/page.tsx'
import { useSubjectName } from '../../rules/use-subject-name.ts'
import { BuyingQuality } from './buying-quality.tsx'
import { PropensityQuality } from './propensity-quality.tsx'
import { readModel } from './read-model.ts'
import { RfmQuality } from './rfm-quality.tsx'
import styles from './scores.module.css'

/** One model: from when to when it looked, what it found, how far to trust it, and how its scores are spread. */
export function ModelSheet({ model }: { model: ScoreModelRow }) {
  const { t } = useTranslation('scores')
  const format = useFormats()
  const read = readModel(model)
  return (
    <>
      <Tiles>
        <Tile
          name={t('model')}
          value={t('versionOf', { version: model.version })}
          note={model.name}
        />
        <Tile
          name={t('window')}
          value={format.day(model.asOf)}
          note={
            model.windowFrom === null
              ? t('windowAll')
              : t('windowFrom', { day: format.day(model.windowFrom) })
          }
        />
        <Tile name={t('customers')} value={format.number(model.customers)} />
        <Tile name={t('made')} value={format.day(model.madeAt)} note={model.madeBy} />
      </Tiles>
      <div className={styles.halves}>
        <Distribution keys={model.keys} />
        {read?.kind === 'rfm' && <RfmQuality model={read} />}
        {read?.kind === 'buying' && <BuyingQuality model={read} />}
        {read?.kind === 'propensity' && <PropensityQuality model={read} />}
      </div>
    </>
  )
}

const chances: ReadonlySet<string> = new Set(['alive', 'churnRisk', 'propensity'])

/** As many digits as tell edges so far apart from each other. */
function digitsFor(step: number): number {
  return step <= 0 ? 2 : Math.min(6, Math.max(0, Math.ceil(1 - Math.log10(step))))
}

function Distribution({ keys }: { keys: readonly string[] }) {
  const { t } = useTranslation('scores')
  const format = useFormats()
  const nameOf = useSubjectName()
  const [picked, setPicked] = useState(keys[0] ?? '')
  const spread = useQuery(distributionQuery(picked))
  const name = nameOf(`scores.${picked}`)
  const [first] = spread.data?.bins ?? []
  const digits = first === undefined ? 2 : digitsFor(first.to - first.from)
  const edge = (value: number) => {
    if (chances.has(picked)) return format.percent(value)
    return Math.abs(value) >= 1000
      ? format.number(Math.round(value))
      : String(Number(value.toFixed(digits)))
  }
  return (
    <Loaded query={spread}>
      {({ bins }) => (
        <ChartFrame
          title={t('spread', { name })}
          note={t('spreadNote')}
          csv={() => [
            [t('from'), t('to'), t('customers')],
            ...bins.map((bin) => [bin.from, bin.to, bin.customers]),
          ]}
          aside={
            <NativeSelect
              size="xs"
              aria-label={t('score')}
              data={keys.map((key) => ({ value: key, label: nameOf(`scores.${key}`) }))}
              value={picked}
              onChange={(event) => setPicked(event.currentTarget.value)}
            />
          }
        >
          {bins.length === 0 ? (
            <Empty title={t('nobody')} />
          ) : (
            <Bars
              label={t('spread', { name })}
              say={format.number}
              bars={bins.map((bin) => ({
                name: edge(bin.from),
                value: bin.customers,
                text: t('bin', {
                  from: edge(bin.from),
                  to: edge(bin.to),
                  n: format.number(bin.customers),
                }),
              }))}
            />
          )}
        </ChartFrame>
      )}
    </Loaded>
  )
}
