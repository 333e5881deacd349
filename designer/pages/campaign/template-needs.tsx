import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Scenario } from '../../../schemas/scenario.ts'
import { ruleCountQuery, segmentsQuery } from '../../api/segments.ts'
import { useFormats } from '../../app/use-formats.ts'
import styles from './gallery.module.css'

/** What a template needs: whom it finds among the customers of now, how many steps, and on which channels. */
export function TemplateNeeds({ scenario }: { scenario: Scenario }) {
  const { t } = useTranslation(['campaign', 'words'])
  const format = useFormats()
  const first = scenario.nodes.find(({ id }) => id === scenario.start)
  const audience = first?.kind === 'segment' ? first.audience : null
  const { data: segments } = useQuery({ ...segmentsQuery, enabled: audience?.from === 'saved' })
  const rule =
    audience?.from === 'rule'
      ? audience.rule
      : segments?.find(({ id }) => audience?.from === 'saved' && id === audience.segmentId)?.rule
  const { data: count } = useQuery({
    ...ruleCountQuery(rule ?? { type: 'everyone' }),
    enabled: rule !== undefined,
  })
  const channels = new Set(
    scenario.nodes.flatMap((node) =>
      node.kind === 'call'
        ? ['call']
        : node.kind === 'channel' && node.channel
          ? [node.channel]
          : [],
    ),
  )
  return (
    <span className={styles.needs}>
      {count && <i>{t('gallery.finds', { people: format.number(count.count) })}</i>}
      <i>{t('gallery.steps', { count: scenario.nodes.length })}</i>
      {[...channels].map((channel) => (
        <i key={channel}>{t(`words:channel.${channel}`)}</i>
      ))}
    </span>
  )
}
