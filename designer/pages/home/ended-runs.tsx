import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { RunDetail } from '../../../schemas/api/runs.ts'
import { useFormats } from '../../app/use-formats.ts'
import { Panel, Table } from '../../components/page.tsx'
import { RunKindChip } from '../../components/run-state.tsx'

const shownMax = 8

/** What can be learned from: the newest runs that are over. */
export function EndedRuns({ runs }: { runs: readonly RunDetail[] }) {
  const { t } = useTranslation('home')
  const format = useFormats()
  const ended = runs.filter(({ state }) => state === 'ended' || state === 'cancelled')
  if (ended.length === 0) return null
  return (
    <Panel title={t('ended.title')}>
      <Table label={t('ended.title')}>
        <thead>
          <tr>
            <th>{t('ended.run')}</th>
            <th>{t('ended.campaign')}</th>
            <th data-number>{t('ended.people')}</th>
            <th data-number>{t('ended.spent')}</th>
            <th>{t('ended.at')}</th>
          </tr>
        </thead>
        <tbody>
          {ended.slice(0, shownMax).map((run) => (
            <tr key={run.id}>
              <td>
                <Link to="/runs/$run/report" params={{ run: run.id }}>
                  {run.name || run.scenario.name}
                </Link>{' '}
                <RunKindChip kind={run.kind} />
              </td>
              <td data-label={t('ended.campaign')}>{run.campaign.name}</td>
              <td data-number data-label={t('ended.people')}>
                {format.number(run.admitted)}
              </td>
              <td data-number data-label={t('ended.spent')}>
                {format.money(run.budget.spent)}
              </td>
              <td data-label={t('ended.at')}>
                {run.endedAt === null ? '–' : format.moment(run.endedAt)}
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Panel>
  )
}
