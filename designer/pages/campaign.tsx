import { Button, Menu } from '@mantine/core'
import { IconArchive, IconArchiveOff, IconDots, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Campaign } from '../../schemas/api/campaigns.ts'
import { archiveCampaign, campaignQuery } from '../api/campaigns.ts'
import { Loaded } from '../components/loaded.tsx'
import { Chip, Page, Stack } from '../components/page.tsx'
import { PageHead } from '../components/page-head.tsx'
import { PageTab, PageTabs } from '../components/tabs.tsx'
import { BriefSheet } from './campaign/brief-sheet.tsx'
import { NewScenario } from './campaign/new-scenario.tsx'
import { PlanAgainstActual } from './campaign/plan-against-actual.tsx'
import { RunTable } from './campaign/run-table.tsx'
import { ScenarioCards } from './campaign/scenario-cards.tsx'

const route = getRouteApi('/inside/frame/campaigns/$campaign')

/** One campaign: what was planned, its drawings, its runs. */
export function CampaignPage() {
  const { t } = useTranslation('campaign')
  const { campaign: id } = route.useParams()
  const { tab } = route.useSearch()
  const campaign = useQuery({ ...campaignQuery(id), refetchInterval: 10_000 })
  return (
    <Page>
      <Loaded query={campaign}>
        {(data) => (
          <>
            <Head campaign={data} />
            <PageTabs label={data.name}>
              <PageTab tab="work" active={tab !== 'brief'}>
                {t('tab.work')}
              </PageTab>
              <PageTab tab="brief" active={tab === 'brief'}>
                {t('tab.brief')}
              </PageTab>
            </PageTabs>
            {tab === 'brief' ? (
              <BriefSheet key={data.id} campaign={data} />
            ) : (
              <Stack>
                <PlanAgainstActual campaign={data} />
                <ScenarioCards campaign={data} />
                <RunTable campaign={data} />
              </Stack>
            )}
          </>
        )}
      </Loaded>
    </Page>
  )
}

function Head({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation(['campaign', 'campaigns', 'frame'])
  const [making, setMaking] = useState(route.useSearch().begin === true)
  const navigate = route.useNavigate()
  const close = () => {
    setMaking(false)
    void navigate({ search: ({ tab }) => (tab === undefined ? {} : { tab }), replace: true })
  }
  const archived = campaign.archivedAt !== null
  return (
    <PageHead
      title={campaign.name}
      crumbs={<Link to="/campaigns">{t('frame:room.campaigns')}</Link>}
      chips={
        <>
          <Chip>{t(`campaigns:programme.${campaign.brief.programme}`)}</Chip>
          {archived && <Chip tone="warn">{t('campaigns:state.archived')}</Chip>}
        </>
      }
    >
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" aria-label={t('more')} px={9}>
            <IconDots size={17} />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={archived ? <IconArchiveOff size={15} /> : <IconArchive size={15} />}
            onClick={() => void archiveCampaign(campaign.id, !archived)}
          >
            {t(archived ? 'restore' : 'archive')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Button leftSection={<IconPlus size={16} />} onClick={() => setMaking(true)}>
        {t('scenario.new')}
      </Button>
      <NewScenario campaign={campaign.id} opened={making} onClose={close} />
    </PageHead>
  )
}
