import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import {
  IconActivity,
  IconLanguage,
  IconMoon,
  IconSpeakerphone,
  IconSun,
  IconUser,
  IconUsersGroup,
} from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { campaignsQuery } from '../api/campaigns.ts'
import { customersQuery } from '../api/customers.ts'
import { runsQuery } from '../api/runs.ts'
import { segmentsQuery } from '../api/segments.ts'
import { useSession } from '../api/session.ts'
import type { Choice } from '../components/choices.tsx'
import { changeLanguage } from '../i18n/i18n.ts'
import { roomsFor } from './navigation.ts'

/** Letters typed before customers are looked for. */
const searchesFrom = 2
const customersShown = 8

/** Everything one can go to by name, and what can be done from everywhere; `close` is called before either. */
export function usePlaces(query: string, close: () => void): readonly Choice[] {
  const { t } = useTranslation(['palette', 'frame'])
  const navigate = useNavigate()
  const { role } = useSession()
  const isMarketer = role !== 'agent'
  const { data: campaigns } = useQuery({ ...campaignsQuery(), enabled: isMarketer })
  const { data: runs } = useQuery({ ...runsQuery({ state: 'active' }), enabled: isMarketer })
  const { data: segments } = useQuery({ ...segmentsQuery, enabled: isMarketer })
  const customers = useFoundCustomers(query, isMarketer)
  const general = useGeneral()

  const go = (to: string) => () => {
    close()
    void navigate({ to })
  }
  const place = (group: string, Icon: typeof IconUser, one: Omit<Choice, 'group' | 'icon'>) => ({
    ...one,
    group: t(`group.${group}`),
    icon: (
      <i data-plain aria-hidden>
        <Icon size={18} stroke={1.7} />
      </i>
    ),
  })
  return [
    ...roomsFor(role).map(({ to, name, icon }) =>
      place('pages', icon, { id: to, label: t(`frame:room.${name}`), run: go(to) }),
    ),
    ...(runs ?? []).map((run) =>
      place('runs', IconActivity, {
        id: run.id,
        label: run.name,
        detail: run.campaign.name,
        run: go(
          `/campaigns/${run.campaign.id}/scenarios/${run.scenario.id}?mode=live&run=${run.id}`,
        ),
      }),
    ),
    ...(campaigns ?? []).map(({ id, name }) =>
      place('campaigns', IconSpeakerphone, { id, label: name, run: go(`/campaigns/${id}`) }),
    ),
    ...(segments ?? []).map(({ id, name }) =>
      place('segments', IconUsersGroup, { id, label: name, run: go(`/segments/${id}`) }),
    ),
    ...customers.map(({ id, name, externalId, email, phone }) =>
      place('customers', IconUser, {
        id,
        label: name ?? externalId,
        detail: externalId,
        words: `${email ?? ''} ${phone ?? ''}`,
        run: go(`/customers/${id}`),
      }),
    ),
    ...general.map(({ icon, run, ...one }) =>
      place('general', icon, {
        ...one,
        run() {
          close()
          run()
        },
      }),
    ),
  ]
}

/** Customers are too many to be listed: they are looked for as one types. */
function useFoundCustomers(query: string, enabled: boolean) {
  const [search] = useDebouncedValue(query.trim(), 200)
  const { data } = useInfiniteQuery({
    ...customersQuery(search),
    enabled: enabled && search.length >= searchesFrom,
  })
  const isWanted = query.trim().length >= searchesFrom
  return isWanted ? (data?.pages[0]?.items ?? []).slice(0, customersShown) : []
}

function useGeneral() {
  const { t, i18n } = useTranslation('palette')
  const scheme = useComputedColorScheme()
  const { setColorScheme } = useMantineColorScheme()
  const [other, language] =
    i18n.language === 'ko' ? (['en', 'English'] as const) : (['ko', '한국어'] as const)
  return [
    {
      id: 'scheme',
      label: t(scheme === 'dark' ? 'toLight' : 'toDark'),
      words: t('schemeWords'),
      icon: scheme === 'dark' ? IconSun : IconMoon,
      run: () => setColorScheme(scheme === 'dark' ? 'light' : 'dark'),
    },
    {
      id: 'language',
      label: t('toLanguage', { language }),
      words: 'language 언어',
      icon: IconLanguage,
      run: () => void changeLanguage(other),
    },
  ]
}
