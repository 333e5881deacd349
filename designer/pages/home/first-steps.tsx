import { IconCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { CampaignSummary } from '../../../schemas/api/campaigns.ts'
import { ruleCountQuery } from '../../api/segments.ts'
import { useFormats } from '../../app/use-formats.ts'
import { Panel } from '../../components/page.tsx'
import styles from './home.module.css'

/** The first five minutes: what is there already, and the next thing to do. */
export function FirstSteps({ campaigns }: { campaigns: readonly CampaignSummary[] }) {
  const { t } = useTranslation('home')
  const format = useFormats()
  const counted = useQuery(ruleCountQuery({ type: 'everyone' }))
  const customers = counted.data?.count ?? 0
  const campaign = campaigns[0]
  const ready = campaigns.find(({ scenarios }) => scenarios > 0)
  const steps = [
    {
      name: 'customers',
      // Where they could not be counted, nobody is sent to bring them in.
      done: customers > 0 || counted.isError,
      note: customers > 0 ? t('first.haveCustomers', { n: format.number(customers) }) : null,
      link: <Link to="/customers/data">{t('first.customersLink')}</Link>,
    },
    {
      name: 'campaign',
      done: campaigns.length > 0,
      note: campaign?.name ?? null,
      link: (
        <Link to="/campaigns" search={{ begin: true }}>
          {t('first.campaignLink')}
        </Link>
      ),
    },
    {
      name: 'scenario',
      done: ready !== undefined,
      note: null,
      link: campaign && (
        <Link to="/campaigns/$campaign" params={{ campaign: campaign.id }} search={{ begin: true }}>
          {t('first.scenarioLink')}
        </Link>
      ),
    },
    {
      name: 'run',
      done: false,
      note: null,
      link: ready && (
        <Link to="/campaigns/$campaign" params={{ campaign: ready.id }}>
          {t('first.runLink')}
        </Link>
      ),
    },
  ] as const
  const next = counted.isPending ? undefined : steps.find(({ done }) => !done)?.name
  return (
    <Panel title={t('first.title')}>
      <ol className={styles.steps}>
        {steps.map(({ name, done, note, link }, at) => (
          <li key={name} data-done={done} data-next={name === next}>
            <i aria-hidden>{done ? <IconCheck size={15} stroke={2.4} /> : at + 1}</i>
            <span>
              <b>{t(`first.${name}`)}</b>
              <small>
                {note ?? t(`first.${name}Text`)}
                {done && <span className="unseen"> {t('first.done')}</span>}
              </small>
            </span>
            {name === next && link}
          </li>
        ))}
      </ol>
    </Panel>
  )
}
