import { z } from 'zod'
import { timeOfDaySchema, weekdaysSchema } from '../basics.ts'
import { nodeBase } from '../node.ts'
import { ruleSchema } from '../rule.ts'

/** What a named event of a customer is called by whoever reports it. */
export const eventNameSchema = z
  .string()
  .regex(/^[a-zA-Z][a-zA-Z0-9._-]{0,59}$/, 'letters, digits, dot, hyphen, underscore')
  .describe('Name of an event: up to 60 letters, digits, dots, hyphens, underscores.')

/** How customers come into the scenario. */
export const entrySchema = z.discriminatedUnion('by', [
  z
    .object({ by: z.literal('once') })
    .strict()
    .describe('All who belong at the run’s start.'),
  z
    .object({
      by: z.literal('schedule'),
      time: timeOfDaySchema.describe('HH:MM in the zone of the installation.'),
      weekdays: weekdaysSchema.default([1, 2, 3, 4, 5, 6, 7]),
    })
    .strict()
    .describe('All who belong at the run’s start, and again at these times who belong then.'),
  z
    .object({
      by: z.literal('event'),
      event: eventNameSchema
        .or(z.literal(''))
        .default('')
        .describe('`purchase`, or the name of an event of the house’s own.'),
      gather: z
        .enum(['batch', 'each'])
        .default('batch')
        .describe('batch: gathered for about a second; each: a workflow for every customer.'),
    })
    .strict()
    .describe('Whoever has this event and belongs at that moment.'),
])
export type Entry = z.infer<typeof entrySchema>

/** Whether a customer who has left may enter the same run again; never while still inside. */
export const reentrySchema = z.discriminatedUnion('allow', [
  z.object({ allow: z.literal('never') }).strict(),
  z
    .object({
      allow: z.literal('afterDays'),
      days: z.int().min(1).max(3650).describe('Days of 24 hours since leaving, 1–3650.'),
    })
    .strict(),
  z.object({ allow: z.literal('always') }).strict(),
])
export type Reentry = z.infer<typeof reentrySchema>

/** The start of every scenario: who takes part, and when they come in. */
export const segmentSchema = z
  .object({
    ...nodeBase,
    kind: z.literal('segment'),
    audience: z
      .discriminatedUnion('from', [
        z.object({ from: z.literal('saved'), segmentId: z.uuid() }).strict(),
        z.object({ from: z.literal('rule'), rule: ruleSchema }).strict(),
      ])
      .nullable()
      .default(null)
      .describe('A saved segment, or a rule made in place.'),
    entry: entrySchema.optional().describe('Without it: once, at the run’s start.'),
    reentry: reentrySchema.optional().describe('Without it: never.'),
  })
  .strict()
