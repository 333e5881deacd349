import type { Channel } from '../../schemas/basics.ts'

/** How contact_state writes a set of channels in one small integer. */
export const channelBits: Readonly<Record<Channel, number>> = {
  email: 1,
  sms: 2,
  letter: 4,
  call: 8,
}
