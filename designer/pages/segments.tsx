import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { SegmentDetail } from '../../schemas/api/segments.ts'
import { ruleCountQuery, segmentsQuery } from '../api/segments.ts'
import { useFormats } from '../app/use-formats.ts'
import { Loaded } from '../components/loaded.tsx'
import { Empty, Page, Panel, Stack, Table } from '../components/page.tsx'
import { PageHead } from '../components/page-head.tsx'
import { useRuleWords } from '../rules/use-rule-words.ts'
import { KindChip } from './segments/kind-chip.tsx'
import { ListsPanel } from './segments/lists-panel.tsx'
import styles from './segments/segments.module.css'

/** Saved rules about who belongs, with their size at the last count. */
export function SegmentsPage() {
  const { t } = useTranslation('segments')
  const navigate = useNavigate()
  const segments = useQuery(segmentsQuery)
  const create = (
    <Button
      leftSection={<IconPlus size={16} />}
      onClick={() => void navigate({ to: '/segments/$segment', params: { segment: 'new' } })}
    >
      {t('new')}
    </Button>
  )
  return (
    <Page>
      <PageHead title={t('title')} lead={t('lead')}>
        {create}
      </PageHead>
      <Loaded query={segments}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title={t('empty.title')} text={t('empty.text')}>
              {create}
            </Empty>
          ) : (
            <Stack>
              <SegmentTable segments={rows} />
              <ListsPanel />
            </Stack>
          )
        }
      </Loaded>
    </Page>
  )
}

function SegmentTable({ segments }: { segments: readonly SegmentDetail[] }) {
  const { t } = useTranslation('segments')
  const format = useFormats()
  const wordsOf = useRuleWords()
  return (
    <Panel>
      <Table label={t('title')}>
        <thead>
          <tr>
            <th>{t('column.name')}</th>
            <th>{t('column.rule')}</th>
            <th data-number>{t('column.size')}</th>
            <th>{t('column.counted')}</th>
          </tr>
        </thead>
        <tbody>
          {segments.map((segment) => (
            <tr key={segment.id}>
              <td>
                <Link to="/segments/$segment" params={{ segment: segment.id }}>
                  {segment.name}
                </Link>
                {segment.fixedAt !== null && <KindChip segment={segment} />}
                {segment.description && <div className={styles.quiet}>{segment.description}</div>}
              </td>
              <td className={styles.rule}>{wordsOf(segment.rule)}</td>
              <td data-number data-label={t('column.size')}>
                <Size segment={segment} />
              </td>
              <td className={styles.counted} data-label={t('column.counted')}>
                {segment.countedAt === null ? t('now') : format.moment(segment.countedAt)}
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Panel>
  )
}

/** The size at the last count; who was never counted is counted now. */
function Size({ segment }: { segment: SegmentDetail }) {
  const format = useFormats()
  const counted = useQuery({ ...ruleCountQuery(segment.rule), enabled: segment.size === null })
  const size = segment.size ?? counted.data?.count
  return <b>{size === undefined ? '–' : format.number(size)}</b>
}
