import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { campaignsQuery } from '../api/campaigns.ts'
import { deskCountsQuery } from '../api/desk.ts'
import { runsQuery } from '../api/runs.ts'
import { useSession } from '../api/session.ts'
import { Loaded } from '../components/loaded.tsx'
import { Page, Stack } from '../components/page.tsx'
import { PageHead } from '../components/page-head.tsx'
import { Attention } from './home/attention.tsx'
import { DeskCard } from './home/desk-card.tsx'
import { EndedRuns } from './home/ended-runs.tsx'
import { FirstSteps } from './home/first-steps.tsx'
import { RunningRuns } from './home/running-runs.tsx'

/** What runs, what needs somebody, and where to begin. */
export function HomePage() {
  const { role } = useSession()
  return role === 'agent' ? <AgentHome /> : <MarketerHome />
}

function MarketerHome() {
  const { t } = useTranslation('home')
  const { name } = useSession()
  const runs = useQuery(runsQuery())
  const campaigns = useQuery(campaignsQuery())
  const calls = useQuery(deskCountsQuery)
  return (
    <Page>
      <PageHead title={t('title')} lead={t('hello', { name })} />
      <Loaded query={runs}>
        {(all) => (
          <Stack>
            <Attention runs={all} callsDue={calls.data?.due ?? 0} />
            {all.length === 0 && campaigns.data && <FirstSteps campaigns={campaigns.data} />}
            {all.length > 0 && <RunningRuns runs={all} />}
            {all.length > 0 && <EndedRuns runs={all} />}
          </Stack>
        )}
      </Loaded>
    </Page>
  )
}

function AgentHome() {
  const { t } = useTranslation('home')
  const { name } = useSession()
  return (
    <Page>
      <PageHead title={t('title')} lead={t('hello', { name })} />
      <DeskCard />
    </Page>
  )
}
