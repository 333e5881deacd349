import { z } from 'zod'
import { durationSchema, isoDateSchema, timeOfDaySchema, weekdaysSchema } from '../basics.ts'
import { nodeBase } from '../node.ts'

export const waitUntilSchema = z.discriminatedUnion('mode', [
  z
    .object({
      mode: z.literal('duration'),
      duration: durationSchema,
      thenAt: z
        .object({ time: timeOfDaySchema, weekdays: weekdaysSchema })
        .strict()
        .optional()
        .describe('Afterwards, the next such time on one of these weekdays.'),
    })
    .strict(),
  z.object({ mode: z.literal('date'), date: isoDateSchema, time: timeOfDaySchema }).strict(),
  z
    .object({ mode: z.literal('weekday'), weekdays: weekdaysSchema, time: timeOfDaySchema })
    .strict(),
])
export type WaitUntil = z.infer<typeof waitUntilSchema>

/** Lets time pass: a length of time, a date, or the next weekday and hour in the customer’s zone. */
export const waitSchema = z
  .object({ ...nodeBase, kind: z.literal('wait'), until: waitUntilSchema.nullable().default(null) })
  .strict()
