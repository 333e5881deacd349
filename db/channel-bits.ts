import type { Channel } from '../schemas/basics.ts'

/** How contact_state writes a set of channels in one small integer. */
export const channelBits: Readonly<Record<Channel, number>> = {
  email: 1,
  sms: 2,
  letter: 4,
  call: 8,
}

/** The channels whose bits are set, in the order of the schema. */
export function channelsOf(bits: number): Channel[] {
  const all = Object.keys(channelBits) as Channel[]
  return all.filter((channel) => (bits & channelBits[channel]) !== 0)
}
