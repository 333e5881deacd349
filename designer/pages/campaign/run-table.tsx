import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Campaign } from '../../../schemas/api/campaigns.ts'
import type { CampaignRun } from '../../api/campaigns.ts'
import { useFormats } from '../../app/use-formats.ts'
import { Empty, Panel, Table } from '../../components/page.tsx'
import { RunKindChip, RunStateChip } from '../../components/run-state.tsx'
import styles from './campaign.module.css'

/** Every launch, newest first, with the ways to its live canvas, its report and its sandbox messages. */
export function RunTable({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation('campaign')
  const format = useFormats()
  return (
    <Panel title={t('run.title')}>
      {campaign.runs.length === 0 ? (
        <Empty title={t('run.empty.title')} text={t('run.empty.text')} />
      ) : (
        <Table label={t('run.title')}>
          <thead>
            <tr>
              <th>{t('run.name')}</th>
              <th>{t('run.state')}</th>
              <th data-number>{t('run.people')}</th>
              <th data-number>{t('run.spent')}</th>
              <th>{t('run.started')}</th>
              <th>{t('run.ended')}</th>
              <th>
                <span className="unseen">{t('run.open')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {campaign.runs.map((run) => (
              <tr key={run.id}>
                <td>
                  <Link
                    to="/campaigns/$campaign/scenarios/$scenario"
                    params={{ campaign: campaign.id, scenario: run.scenario.id }}
                    search={{ mode: 'live', run: run.id }}
                  >
                    {run.name || run.scenario.name}
                  </Link>
                  <div className={styles.quiet}>
                    {t('run.of', { scenario: run.scenario.name, version: run.version })}
                  </div>
                </td>
                <td data-label={t('run.state')}>
                  <span className={styles.chips}>
                    <RunStateChip state={run.state} />
                    <RunKindChip kind={run.kind} />
                  </span>
                </td>
                <td data-number data-label={t('run.people')}>
                  {run.audienceSize === null ? '–' : format.number(run.audienceSize)}
                </td>
                <td data-number data-label={t('run.spent')}>
                  {format.money(run.spent)}
                </td>
                <td data-label={t('run.started')}>{format.moment(run.startedAt)}</td>
                <td data-label={t('run.ended')}>
                  {run.endedAt === null ? '–' : format.moment(run.endedAt)}
                </td>
                <td data-number>
                  <Ways campaign={campaign.id} run={run} />
                </td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Panel>
  )
}

function Ways({ campaign, run }: { campaign: string; run: CampaignRun }) {
  const { t } = useTranslation('campaign')
  return (
    <span className={styles.ways}>
      <Link
        to="/campaigns/$campaign/scenarios/$scenario"
        params={{ campaign, scenario: run.scenario.id }}
        search={{ mode: 'live', run: run.id }}
      >
        {t('run.live')}
      </Link>
      <Link to="/runs/$run/report" params={{ run: run.id }}>
        {t('run.report')}
      </Link>
      {run.kind === 'sandbox' && (
        <Link to="/runs/$run/messages" params={{ run: run.id }}>
          {t('run.messages')}
        </Link>
      )}
    </span>
  )
}
