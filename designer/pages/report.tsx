import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { RunDetail } from '../../schemas/api/runs.ts'
import { reportQuery, runQuery } from '../api/runs.ts'
import { Loaded } from '../components/loaded.tsx'
import { Bones, Empty, Page, Stack } from '../components/page.tsx'
import { ArmTables } from './report/arm-table.tsx'
import { AttributionNote } from './report/attribution-note.tsx'
import { ContactTable } from './report/contact-table.tsx'
import { ControlGroups } from './report/control-group.tsx'
import { ReportFunnel } from './report/funnel.tsx'
import { HeatMap } from './report/heat-map.tsx'
import { PlannedActual } from './report/planned-actual.tsx'
import styles from './report/report.module.css'
import { ReportHead } from './report/report-head.tsx'
import { ReportTiles } from './report/report-tiles.tsx'
import { WhoLeft } from './report/who-left.tsx'

const route = getRouteApi('/inside/frame/runs/$run/report')

/** What a run has brought: the textbook funnel with its cost lines, and planned beside actual. */
export function ReportPage() {
  const { run: id } = route.useParams()
  const run = useQuery(runQuery(id))
  return (
    <Page>
      <Loaded query={run} bones={<Bones lines={6} height={48} />}>
        {(data) => <ReportOf run={data} />}
      </Loaded>
    </Page>
  )
}

function ReportOf({ run }: { run: RunDetail }) {
  const { t } = useTranslation('report')
  const isActive = run.state !== 'ended' && run.state !== 'cancelled'
  const report = useQuery(reportQuery(run.id, isActive))
  return (
    <>
      <ReportHead run={run} report={report.data ?? null} />
      <Loaded query={report} bones={<Bones lines={6} height={48} />}>
        {(data) =>
          data.enrolled === 0 ? (
            <Empty title={t('empty.title')} text={t('empty.text')} />
          ) : (
            <Stack>
              <ReportTiles report={data} run={run} />
              <div className={styles.columns}>
                <ReportFunnel report={data} />
                <HeatMap report={data} />
              </div>
              <ControlGroups report={data} />
              <ArmTables report={data} />
              <PlannedActual report={data} campaign={run.campaign.id} />
              <ContactTable report={data} run={run} />
              <WhoLeft report={data} />
              <AttributionNote run={run} />
            </Stack>
          )
        }
      </Loaded>
    </>
  )
}
