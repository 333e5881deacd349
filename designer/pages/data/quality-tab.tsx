import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type ComponentProps, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Quality } from '../../../schemas/api/quality.ts'
import { measureQuality, qualityQuery } from '../../api/data.ts'
import { attributesQuery } from '../../api/segments.ts'
import { useFormats } from '../../app/use-formats.ts'
import { Loaded, Problem } from '../../components/loaded.tsx'
import { Empty, Meter, Panel, Stack, Table, Tile, Tiles } from '../../components/page.tsx'
import { BadCustomers } from './bad-customers.tsx'
import styles from './data.module.css'
import { Duplicates } from './duplicates.tsx'
import { SourceChanges } from './source-changes.tsx'
import { Trend } from './trend.tsx'

/** How good customers' data is, and what to do about it. */
export function QualityTab() {
  return <Loaded query={useQuery(qualityQuery)}>{(quality) => <Whole quality={quality} />}</Loaded>
}

function Whole({ quality }: { quality: Quality }) {
  const { t } = useTranslation('data')
  const format = useFormats()
  const [stale, setStale] = useState(false)
  const measuring = useMutation({ mutationFn: measureQuality })
  const twice = quality.duplicates.reduce((sum, one) => sum + one.customers, 0)
  const late = quality.sources.filter((one) => one.isLate).length
  return (
    <Stack>
      <Tiles>
        <Tile name={t('quality.customers')} value={format.number(quality.customers)} />
        <Tile
          name={t('quality.twice')}
          value={format.number(twice)}
          note={t('quality.twiceNote')}
        />
        <Tile
          name={t('quality.stale')}
          value={format.number(quality.stale)}
          note={
            quality.stale === 0 ? (
              t('quality.staleNote')
            ) : (
              <Button size="compact-sm" variant="subtle" onClick={() => setStale(true)}>
                {t('quality.staleNote')}
              </Button>
            )
          }
        />
        <Tile
          name={t('quality.changes')}
          value={format.number(quality.changes.length + late)}
          note={t('quality.changesNote')}
        />
      </Tiles>
      <Panel
        title={t('quality.fields')}
        aside={
          <>
            {quality.measuredAt && (
              <span className={styles.muted}>
                {t('quality.measured', { at: format.moment(quality.measuredAt) })}
              </span>
            )}
            <Button
              size="compact-sm"
              variant="default"
              loading={measuring.isPending}
              onClick={() => measuring.mutate()}
            >
              {t('quality.measure')}
            </Button>
          </>
        }
      >
        {measuring.error && <Problem error={measuring.error} />}
        {quality.subjects.length === 0 ? (
          <Empty title={t('quality.none')} text={t('quality.noneText')} />
        ) : (
          <Fields quality={quality} />
        )}
      </Panel>
      <Duplicates duplicates={quality.duplicates} />
      <SourceChanges quality={quality} />
      {stale && (
        <BadCustomers
          field="any"
          name={t('quality.lastHeard')}
          problem="stale"
          onClose={() => setStale(false)}
        />
      )}
    </Stack>
  )
}

type Look = Pick<ComponentProps<typeof BadCustomers>, 'field' | 'name' | 'problem'>

function Fields({ quality }: { quality: Quality }) {
  const { t } = useTranslation('data')
  const format = useFormats()
  const [look, setLook] = useState<Look | null>(null)
  const attributes = useQuery(attributesQuery).data
  const attributeName = (subject: string) =>
    attributes?.find(({ key }) => `attributes.${key}` === subject)?.label ?? subject
  return (
    <>
      <Table label={t('quality.fields')}>
        <thead>
          <tr>
            <th>{t('quality.field')}</th>
            <th>{t('quality.filled')}</th>
            <th>{t('quality.valid')}</th>
            <th>{t('quality.trend')}</th>
            <th data-number>{t('quality.missing')}</th>
            <th data-number>{t('quality.invalid')}</th>
          </tr>
        </thead>
        <tbody>
          {quality.subjects.map(({ subject, total, filled, valid, trend }) => {
            const name = subject.startsWith('attributes.')
              ? attributeName(subject)
              : t(`field.${subject}`)
            const open = (problem: Look['problem'], n: number) =>
              n > 0 ? (
                <Button
                  size="compact-sm"
                  variant="subtle"
                  onClick={() => setLook({ field: subject, name, problem })}
                >
                  {format.number(n)}
                </Button>
              ) : (
                format.number(n)
              )
            return (
              <tr key={subject}>
                <td>{name}</td>
                <td data-label={t('quality.filled')}>
                  <Share share={total === 0 ? 0 : filled / total} name={t('quality.filled')} />
                </td>
                <td data-label={t('quality.valid')}>
                  <Share share={filled === 0 ? 1 : valid / filled} name={t('quality.valid')} />
                </td>
                <td data-label={t('quality.trend')}>
                  <Trend marks={trend} label={t('quality.trend')} />
                </td>
                <td data-number data-label={t('quality.missing')}>
                  {open('missing', total - filled)}
                </td>
                <td data-number data-label={t('quality.invalid')}>
                  {open('invalid', filled - valid)}
                </td>
              </tr>
            )
          })}
        </tbody>
      </Table>
      {look && <BadCustomers {...look} onClose={() => setLook(null)} />}
    </>
  )
}

function Share({ share, name }: { share: number; name: string }) {
  const format = useFormats()
  return (
    <span className={styles.share}>
      <Meter share={share} label={`${name}: ${format.percent(share)}`} />
      <span>{format.percent(share)}</span>
    </span>
  )
}
