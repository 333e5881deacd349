import { Button } from '@mantine/core'
import { IconDownload, IconPrinter } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Report } from '../../../schemas/api/report.ts'
import type { RunDetail } from '../../../schemas/api/runs.ts'
import { useFormats } from '../../app/use-formats.ts'
import { download } from '../../components/download.ts'
import { Chip } from '../../components/page.tsx'
import { PageHead } from '../../components/page-head.tsx'
import { RunKindChip, RunStateChip } from '../../components/run-state.tsx'
import { reportCsv } from './report-csv.ts'

export function ReportHead(props: { run: RunDetail; report: Report | null }) {
  const { t } = useTranslation(['report', 'frame', 'words'])
  const format = useFormats()
  const { run, report } = props
  const name = run.name || run.scenario.name
  const save = () => {
    if (report)
      download(
        `${name}.csv`,
        reportCsv(report, (step) => t(`step.${step}`)),
        'text/csv;charset=utf-8',
      )
  }
  return (
    <PageHead
      title={t('title')}
      crumbs={[
        <Link key="campaigns" to="/campaigns">
          {t('frame:room.campaigns')}
        </Link>,
        <Link key="campaign" to="/campaigns/$campaign" params={{ campaign: run.campaign.id }}>
          {run.campaign.name}
        </Link>,
        <Link
          key="run"
          to="/campaigns/$campaign/scenarios/$scenario"
          params={{ campaign: run.campaign.id, scenario: run.scenario.id }}
          search={{ mode: 'live', run: run.id }}
        >
          {name}
        </Link>,
      ]}
      chips={
        <>
          <GoalChip report={report} />
          <RunStateChip state={run.state} />
          <RunKindChip kind={run.kind} />
        </>
      }
      lead={t('period', {
        from: format.moment(run.startedAt),
        to: run.endedAt === null ? t('now') : format.moment(run.endedAt),
        version: run.version,
      })}
    >
      {run.kind === 'sandbox' && (
        <Button component={Link} to={`/runs/${run.id}/messages`} variant="default">
          {t('messages')}
        </Button>
      )}
      <Button
        variant="default"
        leftSection={<IconPrinter size={16} stroke={1.8} />}
        onClick={() => window.print()}
      >
        {t('print')}
      </Button>
      <Button
        variant="default"
        disabled={!report}
        leftSection={<IconDownload size={16} stroke={1.8} />}
        onClick={save}
      >
        {t('export')}
      </Button>
    </PageHead>
  )
}

/** Whether the response goal of the brief has been reached; nothing where none was set. */
function GoalChip({ report }: { report: Report | null }) {
  const { t } = useTranslation('report')
  const goal = report?.planned.find(({ figure }) => figure === 'responseRate')
  if (!goal || goal.planned === null || goal.actual === null) return null
  const isReached = goal.actual >= goal.planned
  return (
    <Chip tone={isReached ? 'ok' : 'warn'} dot>
      {t(isReached ? 'goalReached' : 'goalMissed')}
    </Chip>
  )
}
