import { z } from 'zod'
import type { Reason } from './reasons.ts'
import { attributeKeySchema } from './rule.ts'

/** How a score comes about: marks for recency, frequency and value; buying behaviour; readiness to respond; profit; elsewhere. */
export const scoreKindSchema = z.enum(['rfm', 'buying', 'propensity', 'profit', 'outside'])
export type ScoreKind = z.infer<typeof scoreKindSchema>

/** Keys of the scores that Dasi makes itself; an outside model may not use them. */
export const ownScores = {
  recencyMark: 'rfm',
  frequencyMark: 'rfm',
  valueMark: 'rfm',
  alive: 'buying',
  churnRisk: 'buying',
  expectedPurchases: 'buying',
  expectedAmount: 'buying',
  expectedValue: 'buying',
  propensity: 'propensity',
  profit: 'profit',
  profitTenth: 'profit',
} as const satisfies Record<string, Exclude<ScoreKind, 'outside'>>
export type OwnScore = keyof typeof ownScores

/** Thresholds between marks, ascending; a value on one belongs to the mark above it. */
const cutsSchema = z.array(z.number()).max(19)

export const rfmSettingsSchema = z
  .object({
    classes: z.int().min(2).max(20).default(5).describe('Marks run from 1 to so many.'),
    cuts: z
      .object({
        recencyDays: cutsSchema.describe('Days since the last purchase; fewer days, higher mark.'),
        purchaseCount: cutsSchema,
        totalAmount: cutsSchema,
      })
      .partial()
      .default({})
      .describe('Where marks begin; what is left out is divided into groups of equal size.'),
  })
  .strict()
export type RfmSettings = z.infer<typeof rfmSettingsSchema>

export const buyingSettingsSchema = z
  .object({
    aheadDays: z
      .int()
      .min(1)
      .max(1095)
      .default(90)
      .describe('Purchases and value are expected over so many days to come.'),
  })
  .strict()
export type BuyingSettings = z.infer<typeof buyingSettingsSchema>

export const propensitySettingsSchema = z
  .object({
    responses: z
      .array(z.enum(['opened', 'clicked', 'replied', 'purchased', 'answered']))
      .min(1)
      .default(['clicked', 'replied', 'purchased'])
      .describe('What counts as a response.'),
    withinDays: z.int().min(1).max(365).default(30).describe('…so many days after the contact.'),
    sandbox: z
      .boolean()
      .default(false)
      .describe('Learn from simulated customers instead of real ones; to try it out.'),
  })
  .strict()
export type PropensitySettings = z.infer<typeof propensitySettingsSchema>

/** Key of an outside score: a word that Dasi does not use itself. */
export const outsideScoreKeySchema = attributeKeySchema.refine((key) => !(key in ownScores), {
  error: 'is the name of a score that Dasi makes itself; choose another',
  params: { reason: 'SCORE_KEY_TAKEN' satisfies Reason },
})
