import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Page } from '../components/page.tsx'
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
      {active === 'grid' && <GridSheet />}
      {active === 'retention' && <RetentionSheet />}
      {active === 'overlap' && <OverlapSheet />}
      {active === 'scores' && <ScoresSheet />}
      {active === 'profit' && <ProfitSheet />}
    </Page>
  )
}
