import { layOut } from '../../engine/render/advertising.ts'
import { smsParts } from '../../engine/render/sms-parts.ts'
import type { NodeOf } from '../../schemas/scenario.ts'
import { useRoom, useWords } from '../canvas/room.ts'
import styles from './inspector.module.css'
import { useAudience } from './samples.ts'

/** Bytes as a gateway counts them, label and opt-out included; of the message itself the cost of one, and of all. */
export function MessageSize({ node, body }: { node: NodeOf<'channel'>; body?: string }) {
  const { t, formats } = useWords()
  const { catalogue } = useRoom()
  const audience = useAudience()
  const isOwn = body === undefined
  const total = isOwn && audience && node.unitCost > 0 ? node.unitCost * audience.count : null
  const laid = layOut(
    {
      channel: 'sms',
      advertising: node.advertising,
      subject: '',
      body: body ?? node.message?.body ?? '',
      linkUrl: null,
    },
    catalogue.policy,
  )
  const text = laid.body
    .replaceAll('{{optOut}}', catalogue.policy.optOutText)
    .replaceAll('{{sender}}', catalogue.policy.senderName)
  const size = smsParts(text)
  return (
    <div className={styles.size}>
      <span data-wrong={(node.channel === 'sms' && size.as === 'tooLong') || undefined}>
        {node.channel === 'sms' &&
          t('message.bytes', {
            as: size.as === 'sms' ? 'SMS' : 'LMS',
            bytes: formats.number(size.bytes),
            max: formats.number(size.as === 'sms' ? 90 : 2000),
          })}
      </span>
      <span>
        {isOwn &&
          node.unitCost > 0 &&
          t('message.unitCost', { cost: formats.money(node.unitCost) })}
        {total !== null && ` · ${t('message.totalCost', { cost: formats.money(total) })}`}
      </span>
      {node.channel === 'sms' && size.unsupported.length > 0 && (
        <p className={styles.wrong}>
          {t('message.unsupported', { characters: size.unsupported.join(' ') })}
        </p>
      )}
    </div>
  )
}
