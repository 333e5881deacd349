import type { ChannelAdapter } from '../../../activities/channels/channel.ts'
import type { DeliveryParts } from '../../../activities/delivery/parts.ts'

type AdapterFor = DeliveryParts['adapterFor']

/** Replaces `send` of the adapters of one channel. */
export function breakSend(
  channel: 'email' | 'sms',
  send: (shipped: ChannelAdapter) => ChannelAdapter['send'],
): (shipped: AdapterFor) => AdapterFor {
  return (shipped) => (context, at) => {
    const adapter = shipped(context, at)
    if (at.node.kind !== 'channel' || at.node.channel !== channel) return adapter
    return { ...adapter, send: send(adapter) }
  }
}
