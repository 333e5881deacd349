import { IconMail, IconMailbox, IconMessage2, IconSend2 } from '@tabler/icons-react'
import type { KindView } from './kind-view.ts'
import { tagsNamed } from './sentences.ts'

const icons = { email: IconMail, sms: IconMessage2, letter: IconMailbox } as const

export const channel: KindView<'channel'> = {
  shape: 'card',
  icon: ({ channel }) => (channel ? icons[channel] : IconSend2),
  title: ({ channel }, { t }) => (channel ? t(`channelTitle.${channel}`) : t('kind.channel')),
  overline: ({ channel }, { t }) => (channel ? t(`channel.${channel}`) : ''),
  summary({ channel, message }, { t }) {
    if (!channel || !message) return null
    const text = channel === 'sms' ? message.body : message.subject || message.body
    return text.trim() === '' ? null : t('quoted', { text: tagsNamed(t, text) })
  },
}
