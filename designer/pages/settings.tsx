import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useSession } from '../api/session.ts'
import { Page } from '../components/page.tsx'
import { PageHead } from '../components/page-head.tsx'
import { PageTab, PageTabs } from '../components/tabs.tsx'
import { Appearance } from './settings/appearance.tsx'
import { AuditLog } from './settings/audit-log.tsx'
import { Channels } from './settings/channels.tsx'
import { CustomerData } from './settings/customer-data.tsx'
import { Hooks } from './settings/hooks.tsx'
import { Keys } from './settings/keys.tsx'
import { PolicySheet } from './settings/policy-sheet.tsx'
import { Users } from './settings/users.tsx'

const route = getRouteApi('/inside/frame/settings')

/** One's own appearance for everybody; house rules, people and keys for those who may. */
export function SettingsPage() {
  const { t } = useTranslation('settings')
  const { role } = useSession()
  const { tab } = route.useSearch()
  const tabs = tabsFor(role)
  const active = tabs.find((name) => name === tab) ?? 'appearance'
  return (
    <Page>
      <PageHead title={t('title')} />
      <PageTabs label={t('title')}>
        {tabs.map((name) => (
          <PageTab key={name} tab={name} active={name === active}>
            {t(`tab.${name}`)}
          </PageTab>
        ))}
      </PageTabs>
      {active === 'appearance' && <Appearance />}
      {active === 'policy' && <PolicySheet />}
      {active === 'channels' && <Channels />}
      {active === 'users' && <Users />}
      {active === 'keys' && <Keys />}
      {active === 'hooks' && <Hooks />}
      {active === 'data' && <CustomerData />}
      {active === 'audit' && <AuditLog />}
    </Page>
  )
}

function tabsFor(role: string) {
  if (role === 'admin')
    return ['appearance', 'policy', 'channels', 'users', 'keys', 'hooks', 'data', 'audit'] as const
  if (role === 'marketer') return ['appearance', 'policy', 'channels'] as const
  return ['appearance'] as const
}
