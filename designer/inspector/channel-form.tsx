import { textsOfMessage } from '../../engine/render/variants.ts'
import type { Message } from '../../schemas/kinds/channel.ts'
import { useWords } from '../canvas/room.ts'
import { viewOf } from '../kinds/registry.ts'
import { ContactCost } from './contact-cost.tsx'
import { Alternatives, DurationInput, Field, Group, Pick, TimeInput } from './fields.tsx'
import type { FormProps } from './form-props.ts'
import styles from './inspector.module.css'
import { MessageEditor } from './message-editor.tsx'
import { MessageLibrary } from './message-library.tsx'
import { MessageSize } from './message-size.tsx'
import { MessageVariants } from './message-variants.tsx'
import { SendingExample } from './sending-example.tsx'
import { UrlInput } from './url-input.tsx'

const emptyMessage: Message = { subject: '', body: '' }

/** One touch: on which channel, with what words, when, at what cost, and what happens to who cannot be reached. */
export function ChannelForm({ node, change }: FormProps<'channel'>) {
  const words = useWords()
  const { t } = words
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
      {textsOfMessage(message).some(({ body }) => body.includes('{{link')) && (
        <LinkField message={message} write={write} />
      )}
      {node.channel !== null && (
        <>
          <MessageLibrary
            channel={node.channel}
            message={message}
            suggested={node.title || viewOf(node).title(node, words)}
            onTake={(taken) => change({ message: taken }, '')}
          />
          <MessageVariants node={node} onChange={(variants, field) => write({ variants }, field)} />
        </>
      )}
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
      <ContactCost
        value={node}
        words={{ advertising: t('channelForm.advertising'), unitCost: t('channelForm.unitCost') }}
        change={change}
      />
    </>
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
