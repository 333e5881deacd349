import { IconCheck, IconX } from '@tabler/icons-react'
import type { Previewed } from '../../schemas/api/preview.ts'
import type { NodeOf } from '../../schemas/scenario.ts'
import { useRoom, useWords } from '../canvas/room.ts'
import styles from './message-checks.module.css'

/** What the law wants of an advertising message, looked for in the message as this customer would get it. */
export function MessageChecks({ node, message }: { node: NodeOf<'channel'>; message: Previewed }) {
  const { catalogue } = useRoom()
  const { t } = useWords()
  if (!node.advertising || node.channel === 'letter') return null
  const { advertisingLabel, optOutText, senderName } = catalogue.policy
  const first = node.channel === 'email' ? message.subject : message.text
  const whole = `${message.subject ?? ''} ${message.text}`
  const checks = [
    ['label', first?.startsWith(advertisingLabel) === true, advertisingLabel],
    ['sender', whole.includes(senderName), senderName],
    ['optOut', whole.includes(optOutText) || /수신\s*거부|unsubscribe/i.test(whole), optOutText],
  ] as const
  return (
    <ul className={styles.checks} aria-label={t('adCheck.title')}>
      {checks.map(([name, isThere, text]) => (
        <li key={name} data-there={isThere || undefined}>
          {isThere ? (
            <IconCheck size={14} stroke={2.4} aria-label={t('adCheck.there')} />
          ) : (
            <IconX size={14} stroke={2.4} aria-label={t('adCheck.missing')} />
          )}
          {t(`adCheck.${name}`, { text })}
        </li>
      ))}
    </ul>
  )
}
