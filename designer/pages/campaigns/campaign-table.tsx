import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { CampaignSummary } from '../../../schemas/api/campaigns.ts'
import type { RunDetail } from '../../../schemas/api/runs.ts'
import { useFormats } from '../../app/use-formats.ts'
import { Chip, Meter, Panel, Table } from '../../components/page.tsx'
import { actualsOf } from './actuals.ts'
import styles from './campaigns.module.css'

/** One line per campaign: its state, its period, and planned beside actual. */
export function CampaignTable(props: {
  campaigns: readonly CampaignSummary[]
  runs: readonly RunDetail[]
}) {
  const { t } = useTranslation('campaigns')
  const format = useFormats()
  return (
    <Panel>
      <Table label={t('title')}>
        <thead>
          <tr>
            <th>{t('column.name')}</th>
            <th>{t('column.state')}</th>
            <th>{t('column.period')}</th>
            <th data-number>{t('column.people')}</th>
            <th data-number>{t('column.money')}</th>
          </tr>
        </thead>
        <tbody>
          {props.campaigns.map((campaign) => {
            const actual = actualsOf(campaign.id, props.runs)
            return (
              <tr key={campaign.id}>
                <td>
                  <Link to="/campaigns/$campaign" params={{ campaign: campaign.id }}>
                    {campaign.name}
                  </Link>
                  <div className={styles.below}>{t(`programme.${campaign.programme}`)}</div>
                </td>
                <td data-label={t('column.state')}>
                  <StateOf campaign={campaign} />
                </td>
                <td className={styles.period} data-label={t('column.period')}>
                  <Period from={campaign.startsOn} to={campaign.endsOn} />
                </td>
                <td data-number data-label={t('column.people')}>
                  <Against
                    actual={actual.people}
                    planned={campaign.targetSize}
                    say={format.number}
                  />
                </td>
                <td data-number data-label={t('column.money')}>
                  <Against actual={actual.spent} planned={campaign.budget} say={format.money} />
                </td>
              </tr>
            )
          })}
        </tbody>
      </Table>
    </Panel>
  )
}

function StateOf({ campaign }: { campaign: CampaignSummary }) {
  const { t } = useTranslation('campaigns')
  if (campaign.archivedAt !== null) return <Chip>{t('state.archived')}</Chip>
  if (campaign.activeRuns > 0)
    return (
      <Chip tone="ok" dot>
        {t('state.running', { count: campaign.activeRuns })}
      </Chip>
    )
  return <Chip>{t(campaign.runs > 0 ? 'state.done' : 'state.planning')}</Chip>
}

function Period({ from, to }: { from: string | null; to: string | null }) {
  const format = useFormats()
  if (from === null && to === null) return <span className={styles.below}>–</span>
  return <>{`${from ? format.plainDay(from) : ''} – ${to ? format.plainDay(to) : ''}`}</>
}

function Against(props: {
  actual: number
  planned: number | null
  say: (value: number) => string
}) {
  const { t } = useTranslation('campaigns')
  const { actual, planned, say } = props
  return (
    <div className={styles.against}>
      <span>
        <b>{say(actual)}</b>
        <span className={styles.below}>
          {' / '}
          {planned === null ? t('unplanned') : say(planned)}
        </span>
      </span>
      {planned !== null && planned > 0 && (
        <Meter
          share={actual / planned}
          label={t('ofPlan', { actual: say(actual), planned: say(planned) })}
        />
      )}
    </div>
  )
}
