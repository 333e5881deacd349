import { layOut } from '../../engine/render/advertising.ts'
import { smsParts } from '../../engine/render/sms-parts.ts'
import type { Message } from '../../schemas/kinds/channel.ts'
import type { NodeOf } from '../../schemas/scenario.ts'
import { useRoom, useWords } from '../canvas/room.ts'
import {
  Alternatives,
  DurationInput,
  Field,
  Group,
  NumberInput,
  Pick,
  Tick,
  TimeInput,
} from './fields.tsx'
import type { FormProps } from './form-props.ts'
import styles from './inspector.module.css'
import { MessageEditor } from './message-editor.tsx'
import { useAudience } from './samples.ts'
import { SendingExample } from './sending-example.tsx'
import { UrlInput } from './url-input.tsx'

const emptyMessage: Message = { subject: '', body: '' }

/** One touch: on which channel, with what words, when, at what cost, and what happens to who cannot be reached. */
export function ChannelForm({ node, change }: FormProps<'channel'>) {
  const { t } = useWords()
  const message = node.message ?? emptyMessage
  const write = (patch: Partial<Message>, field: string) =>
    change({ message: { ...message, ...patch } }, field)
  return (
    <>
      <Group label={t('channelForm.which')} field="channel">
        <Alternatives
          label={t('channelForm.which')}
          value={node.channel}
          options={(['email', 'sms', 'letter'] as const).map(
            (channel) => [channel, t(`channel.${channel}`)] as const,
          )}
          onChange={(channel) => change({ channel }, 'channel')}
        />
      </Group>
      {node.channel !== null && node.channel !== 'sms' && (
        <Field label={t('message.subject')} field="message.subject">
          {(control) => (
            <input
              {...control}
              className={styles.input}
              value={message.subject}
              maxLength={200}
              onChange={(event) => write({ subject: event.currentTarget.value }, 'subject')}
            />
          )}
        </Field>
      )}
      <div>
        <MessageEditor
          label={t('message.body')}
          field="message.body"
          value={message.body}
          rows={node.channel === 'sms' ? 5 : 9}
          onChange={(body) => write({ body }, 'body')}
        />
        <MessageSize node={node} />
      </div>
      {message.body.includes('{{link') && <LinkField message={message} write={write} />}
      <Group label={t('channelForm.when')} field="sendFrom">
        <p className={styles.sentence}>
          {t('channelForm.between')}
          <TimeInput
            label={t('channelForm.from')}
            value={node.sendFrom}
            onChange={(sendFrom) => change({ sendFrom }, 'sendFrom')}
          />
          –
          <TimeInput
            label={t('channelForm.until')}
            value={node.sendUntil}
            onChange={(sendUntil) => change({ sendUntil }, 'sendUntil')}
          />
          {t('channelForm.inZone')}
        </p>
        <SendingExample node={node} />
        <p className={styles.sentence}>
          {t('channelForm.expiresBefore')}
          <DurationInput
            label={t('channelForm.expires')}
            value={node.expiresAfter}
            onChange={(expiresAfter) => change({ expiresAfter }, 'expiresAfter')}
          />
          {t('channelForm.expiresAfter')}
        </p>
      </Group>
      <Field label={t('channelForm.unsent')} field="unsent">
        {({ id }) => (
          <Pick
            wide
            id={id}
            label={t('channelForm.unsent')}
            value={node.unsent}
            options={(['continue', 'leave', 'branch'] as const).map(
              (way) => [way, t(`channelForm.unsentWay.${way}`)] as const,
            )}
            onChange={(unsent) => change({ unsent }, 'unsent')}
          />
        )}
      </Field>
      <Tick
        checked={node.advertising}
        onChange={(advertising) => change({ advertising }, 'advertising')}
      >
        {t('channelForm.advertising')}
      </Tick>
      <Field label={t('channelForm.unitCost')} field="unitCost">
        {({ id }) => (
          <NumberInput
            id={id}
            label={t('channelForm.unitCost')}
            value={node.unitCost}
            min={0}
            max={1e12}
            decimals
            onChange={(unitCost) => unitCost !== null && change({ unitCost }, 'unitCost')}
          />
        )}
      </Field>
    </>
  )
}

/** Bytes as a gateway counts them, label and opt-out included; the cost of one, and of all. */
function MessageSize({ node }: { node: NodeOf<'channel'> }) {
  const { t, formats } = useWords()
  const { catalogue } = useRoom()
  const audience = useAudience()
  const total = audience && node.unitCost > 0 ? node.unitCost * audience.count : null
  const laid = layOut(
    {
      channel: 'sms',
      advertising: node.advertising,
      subject: '',
      body: node.message?.body ?? '',
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
        {node.unitCost > 0 && t('message.unitCost', { cost: formats.money(node.unitCost) })}
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

function LinkField(props: {
  message: Message
  write: (patch: Partial<Message>, field: string) => void
}) {
  const { t } = useWords()
  const { message, write } = props
  return (
    <Field label={t('message.link')} field="message.linkUrl" hint={t('message.linkHint')}>
      {(control) => (
        <UrlInput
          {...control}
          value={message.linkUrl ?? ''}
          onChange={(linkUrl) => write({ linkUrl }, 'linkUrl')}
        />
      )}
    </Field>
  )
}
