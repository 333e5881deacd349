import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Scenario } from '../../../schemas/scenario.ts'
import { channelsQuery } from '../../api/settings.ts'
import { useFormats } from '../../app/use-formats.ts'
import styles from './gallery.module.css'

/** What a template needs: whom it finds among the customers of now, how many steps, and on which channels. */
export function TemplateNeeds(props: { scenario: Scenario; audience: number | null }) {
  const { t } = useTranslation(['campaign', 'words'])
  const format = useFormats()
  const { data: states } = useQuery(channelsQuery)
  const { scenario, audience } = props
  const channels = new Set(
    scenario.nodes.flatMap((node) =>
      node.kind === 'call'
        ? (['call'] as const)
        : node.kind === 'channel' && node.channel
          ? [node.channel]
          : [],
    ),
  )
  return (
    <span className={styles.needs}>
      {audience !== null && <i>{t('gallery.finds', { people: format.number(audience) })}</i>}
      <i>{t('gallery.steps', { count: scenario.nodes.length })}</i>
      {[...channels].map((channel) => {
        const isReady = states?.find((one) => one.channel === channel)?.isReady ?? true
        return (
          <i key={channel} data-missing={!isReady}>
            {t(`words:channel.${channel}`)}
            {!isReady && ` · ${t('gallery.notReady')}`}
          </i>
        )
      })}
    </span>
  )
}
