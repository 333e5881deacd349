import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { customersQuery } from '../api/customers.ts'
import { Empty, Page } from '../components/page.tsx'
import { PageHead } from '../components/page-head.tsx'
import { PageTab, PageTabs } from '../components/tabs.tsx'
import { GridSheet } from './analysis/grid-sheet.tsx'
import { OverlapSheet } from './analysis/overlap-sheet.tsx'
import { RetentionSheet } from './analysis/retention-sheet.tsx'
import { ProfitSheet } from './profit/profit-sheet.tsx'
import { ScoresSheet } from './scores/scores-sheet.tsx'

const route = getRouteApi('/inside/frame/analysis')
const tabs = ['grid', 'retention', 'overlap', 'scores', 'profit'] as const

/** Customers seen as a whole: in grids, by the month they came, by the segments they share, by scores and profit. */
export function AnalysisPage() {
  const { t } = useTranslation('analysis')
  const { tab } = route.useSearch()
  const active = tabs.find((name) => name === tab) ?? 'grid'
  const nobody = useInfiniteQuery(customersQuery('')).data?.pages[0]?.items.length === 0
  return (
    <Page wide>
      <PageHead title={t('title')} lead={t(`lead.${active}`)} />
      <PageTabs label={t('title')}>
        {tabs.map((name) => (
          <PageTab key={name} tab={name} active={name === active}>
            {t(`tab.${name}`)}
          </PageTab>
        ))}
      </PageTabs>
      {nobody ? <NobodyYet /> : <Sheet tab={active} />}
    </Page>
  )
}

function Sheet({ tab }: { tab: (typeof tabs)[number] }) {
  switch (tab) {
    case 'grid':
      return <GridSheet />
    case 'retention':
      return <RetentionSheet />
    case 'overlap':
      return <OverlapSheet />
    case 'scores':
      return <ScoresSheet />
    case 'profit':
      return <ProfitSheet />
  }
}

function NobodyYet() {
  const { t } = useTranslation('analysis')
  return (
    <Empty title={t('begin.title')} text={t('begin.text')}>
      <Button component={Link} to="/customers/data">
        {t('begin.link')}
      </Button>
    </Empty>
  )
}
