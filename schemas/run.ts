import { z } from 'zod'
import { callOutcomeSchema, channelSchema, moneySchema, responseKindSchema } from './basics.ts'

export const runKindSchema = z.enum(['live', 'test', 'sandbox'])
export type RunKind = z.infer<typeof runKindSchema>

const probability = z.number().min(0).max(1)

/**
 * How simulated customers answer a contact: for each channel the probability of each response, given that the contact
 * was accepted, and how long they take (mean of an exponential, in hours of the run’s clock).
 * A call is answered with one of the outcomes; what is left to 1 is `noAnswer`.
 */
export const simulationSchema = z
  .object({
    responses: z.partialRecord(
      channelSchema,
      z.partialRecord(
        responseKindSchema,
        z.object({ probability, meanHours: z.number().min(0.01).max(8760) }).strict(),
      ),
    ),
    purchaseAmount: moneySchema.describe('Mean amount of a simulated purchase.'),
  })
  .strict()
export type Simulation = z.infer<typeof simulationSchema>

export const defaultSimulation: Simulation = {
  responses: {
    email: {
      reached: { probability: 0.97, meanHours: 0.05 },
      opened: { probability: 0.35, meanHours: 8 },
      clicked: { probability: 0.12, meanHours: 10 },
      purchased: { probability: 0.3, meanHours: 40 },
      bounced: { probability: 0.02, meanHours: 0.1 },
      unsubscribed: { probability: 0.005, meanHours: 12 },
    },
    sms: {
      reached: { probability: 0.98, meanHours: 0.02 },
      clicked: { probability: 0.15, meanHours: 5 },
      purchased: { probability: 0.3, meanHours: 40 },
      unsubscribed: { probability: 0.005, meanHours: 6 },
    },
    letter: { purchased: { probability: 0.2, meanHours: 96 } },
    call: {
      answered: { probability: 0.7, meanHours: 3 },
      complaint: { probability: 0.03, meanHours: 3 },
      refused: { probability: 0.04, meanHours: 3 },
      wrongNumber: { probability: 0.02, meanHours: 3 },
      purchased: { probability: 0.6, meanHours: 72 },
    },
  },
  purchaseAmount: 38_400,
}

export const runSettingsSchema = z
  .object({
    kind: runKindSchema,
    name: z.string().max(120).default(''),
    sampleSize: z
      .int()
      .min(1)
      .max(10_000_000)
      .nullable()
      .default(null)
      .describe('A test run takes so many of the audience, drawn by chance; null takes all.'),
    asOf: z.iso
      .datetime({ offset: true })
      .nullable()
      .default(null)
      .describe('Instant the audience is taken as of; null: the start of the run.'),
    budget: moneySchema
      .nullable()
      .default(null)
      .describe('Hard stop for the cost of contacts; null: none.'),
    cohortSize: z
      .int()
      .min(1)
      .max(10_000)
      .default(5000)
      .describe('Enrolments one workflow drives; 1 gives a workflow per customer.'),
    admitPerMinute: z
      .int()
      .min(1)
      .max(10_000_000)
      .nullable()
      .default(null)
      .describe(
        'Customers admitted per real minute; null: as fast as their first turns are taken.',
      ),
    admitUntil: z.iso
      .datetime({ offset: true })
      .nullable()
      .default(null)
      .describe(
        'By the run’s clock: from this instant on nobody is admitted, those inside go on; null: until it is closed by hand.',
      ),
    seed: z.int().min(0).max(2_147_483_647).default(1),
    secondsPerDay: z
      .number()
      .min(0.1)
      .max(86_400)
      .default(1)
      .describe('Sandbox: real seconds a day of the run lasts.'),
    simulation: simulationSchema
      .default(defaultSimulation)
      .describe('Sandbox: how customers answer.'),
    callsByPerson: z
      .boolean()
      .default(false)
      .describe('Sandbox: leave calls to a person at the desk.'),
  })
  .strict()
export type RunSettings = z.infer<typeof runSettingsSchema>

export const runStateSchema = z.enum(['starting', 'running', 'paused', 'ended', 'cancelled'])
export type RunState = z.infer<typeof runStateSchema>

/** What an agent says about one call. */
export const callReportSchema = z
  .object({
    outcome: callOutcomeSchema,
    memo: z.string().max(2000).default(''),
  })
  .strict()
