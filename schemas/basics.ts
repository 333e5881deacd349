import { z } from 'zod'

/** Milliseconds since 1970-01-01T00:00Z. The engine's only kind of instant. */
export type InstantMs = number

export const channelSchema = z
  .enum(['email', 'sms', 'letter', 'call'])
  .describe('Way of reaching a customer; a call is worked by an agent at the desk.')
export type Channel = z.infer<typeof channelSchema>
export const channels = channelSchema.options

/** What can come back from a contact. A response branch names its ports after these. */
export const responseKindSchema = z.enum([
  'reached',
  'opened',
  'clicked',
  'replied',
  'purchased',
  'bounced',
  'unsubscribed',
  'answered',
  'complaint',
  'noAnswer',
  'refused',
  'wrongNumber',
])
export type ResponseKind = z.infer<typeof responseKindSchema>

/** Results an agent can record for a call; a subset of the response kinds. */
export const callOutcomeSchema = z.enum([
  'answered',
  'complaint',
  'noAnswer',
  'refused',
  'wrongNumber',
])
export type CallOutcome = z.infer<typeof callOutcomeSchema>

/** The responses a contact on this channel can have, in the order a marketer expects them. */
export const responsesOf: Readonly<Record<Channel, readonly ResponseKind[]>> = {
  email: ['purchased', 'replied', 'clicked', 'opened', 'reached', 'bounced', 'unsubscribed'],
  sms: ['purchased', 'replied', 'clicked', 'reached', 'bounced', 'unsubscribed'],
  letter: ['purchased', 'bounced'],
  call: ['purchased', 'answered', 'complaint', 'refused', 'wrongNumber', 'noAnswer'],
}

export const durationSchema = z
  .object({
    amount: z.int().min(1).max(1000),
    unit: z.enum(['minutes', 'hours', 'days', 'weeks']),
  })
  .strict()
  .describe('Exact length of time: a day is 24 hours, a week 7 days; at most 1000 units.')
export type Duration = z.infer<typeof durationSchema>

export const timeOfDaySchema = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day like 09:30')
  .describe('Wall-clock time HH:MM, 00:00–23:59, in the zone of the customer.')

export const isoDateSchema = z.iso.date().describe('Calendar date YYYY-MM-DD.')

/** ISO weekdays, Monday is 1. */
export const weekdaysSchema = z.array(z.int().min(1).max(7)).min(1).max(7)

export const moneySchema = z
  .number()
  .min(0)
  .max(1e12)
  .describe('Amount in the currency of the installation (won by default), two decimals at most.')

export const zoneSchema = z.string().min(1).max(64).describe('IANA time zone, e.g. Asia/Seoul.')
