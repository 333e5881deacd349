import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { channels } from '../../schemas/basics.ts'
import { campaignsQuery } from '../api/campaigns.ts'
import { Pick } from './pick.tsx'
import styles from './rules.module.css'
import type { ClauseRule } from './tree.ts'

type ResponsesRule = Extract<ClauseRule, { type: 'responses' }>

/** Which contacts are meant: of one campaign or all, on one channel or all. */
export function ContactParts(props: {
  rule: ResponsesRule
  onChange: (rule: ResponsesRule) => void
}) {
  const { t } = useTranslation(['rules', 'words'])
  const { rule, onChange } = props
  const { campaign = 'any', channel = 'any' } = rule
  const { data: open } = useQuery(campaignsQuery())
  const { data: archived } = useQuery(campaignsQuery(true))
  const campaigns = new Map([...(open ?? []), ...(archived ?? [])].map((one) => [one.id, one.name]))
  const gone: [string, string][] =
    campaign === 'any' || campaigns.has(campaign) ? [] : [[campaign, t('gone')]]
  return (
    <span className={styles.window}>
      <Pick<string>
        label={t('contact.campaign')}
        value={campaign}
        options={[['any', t('contact.anyCampaign')], ...gone, ...campaigns]}
        onChange={(chosen) => {
          const { campaign: _, ...rest } = rule
          onChange(chosen === 'any' ? rest : { ...rest, campaign: chosen })
        }}
      />
      <Pick
        label={t('channelLabel')}
        value={channel}
        options={[
          ['any', t('contact.anyChannel')],
          ...channels.map((one) => [one, t(`words:channel.${one}`)] as const),
        ]}
        onChange={(chosen) => {
          const { channel: _, ...rest } = rule
          onChange(chosen === 'any' ? rest : { ...rest, channel: chosen })
        }}
      />
    </span>
  )
}
