import { Button, Modal, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { campaignsQuery, createCampaign } from '../api/campaigns.ts'
import { runsQuery } from '../api/runs.ts'
import form from '../app/form.module.css'
import { useProblem } from '../app/use-problem.ts'
import { Loaded } from '../components/loaded.tsx'
import { Empty, Page } from '../components/page.tsx'
import { PageHead } from '../components/page-head.tsx'
import { CampaignTable } from './campaigns/campaign-table.tsx'

const route = getRouteApi('/inside/frame/campaigns')

/** All campaigns, with what was planned and what has happened. */
export function CampaignsPage() {
  const { t } = useTranslation('campaigns')
  const [archived, setArchived] = useState(false)
  const [making, setMaking] = useState(route.useSearch().begin === true)
  const navigate = route.useNavigate()
  const close = () => {
    setMaking(false)
    void navigate({ search: {}, replace: true })
  }
  const campaigns = useQuery(campaignsQuery(archived))
  const runs = useQuery(runsQuery())
  const create = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setMaking(true)}>
      {t('new')}
    </Button>
  )
  return (
    <Page>
      <PageHead title={t('title')} lead={t('lead')}>
        <Button variant="default" aria-pressed={archived} onClick={() => setArchived(!archived)}>
          {archived ? t('showCurrent') : t('showArchived')}
        </Button>
        {create}
      </PageHead>
      <Loaded query={campaigns}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty
              title={archived ? t('noneArchived') : t('empty.title')}
              {...(archived ? {} : { text: t('empty.text') })}
            >
              {!archived && create}
            </Empty>
          ) : (
            <CampaignTable campaigns={rows} runs={runs.data ?? []} />
          )
        }
      </Loaded>
      <NewCampaign opened={making} onClose={close} />
    </Page>
  )
}

function NewCampaign(props: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation(['campaigns', 'words'])
  const navigate = useNavigate()
  const explain = useProblem()
  const [name, setName] = useState('')
  const making = useMutation({
    mutationFn: createCampaign,
    onSuccess: ({ id }) =>
      navigate({ to: '/campaigns/$campaign', params: { campaign: id }, search: { begin: true } }),
  })
  return (
    <Modal opened={props.opened} onClose={props.onClose} title={t('new')}>
      <form
        className={form.form}
        onSubmit={(event) => {
          event.preventDefault()
          making.mutate(name.trim())
        }}
      >
        <TextInput
          label={t('name')}
          placeholder={t('nameExample')}
          data-autofocus
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={making.error && explain(making.error)}
        />
        <Button type="submit" disabled={name.trim() === ''} loading={making.isPending}>
          {t('words:action.create')}
        </Button>
      </form>
    </Modal>
  )
}
