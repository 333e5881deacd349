import { getRouteApi, Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Page } from '../components/page.tsx'
import { PageHead } from '../components/page-head.tsx'
import { PageTab, PageTabs } from '../components/tabs.tsx'
import { AttributesTab } from './data/attributes-tab.tsx'
import { ImportsTab } from './data/imports-tab.tsx'
import { QualityTab } from './data/quality-tab.tsx'

const route = getRouteApi('/inside/frame/customers/data')
const tabs = ['imports', 'attributes', 'quality'] as const

/** Customers' data: bringing it in, what it is made of, and how good it is. */
export function DataPage() {
  const { t } = useTranslation(['data', 'frame'])
  const { tab: asked } = route.useSearch()
  const tab = tabs.find((one) => one === asked) ?? 'imports'
  return (
    <Page>
      <PageHead
        title={t('title')}
        crumbs={<Link to="/customers">{t('frame:room.customers')}</Link>}
        lead={t(`lead.${tab}`)}
      />
      <PageTabs label={t('title')}>
        {tabs.map((one) => (
          <PageTab key={one} tab={one} active={one === tab}>
            {t(`tab.${one}`)}
          </PageTab>
        ))}
      </PageTabs>
      {tab === 'imports' && <ImportsTab />}
      {tab === 'attributes' && <AttributesTab />}
      {tab === 'quality' && <QualityTab />}
    </Page>
  )
}
