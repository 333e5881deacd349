import { z } from 'zod'
import { channelSchema, isoDateSchema, responseKindSchema } from './basics.ts'

/** Customer fields a rule, a condition or a merge tag can name. `attributes.<key>` is open-ended. */
export const profileFields = {
  gender: 'text',
  ageYears: 'number',
  region: 'text',
  language: 'text',
  points: 'number',
  createdAt: 'date',
  firstPurchaseAt: 'date',
  lastPurchaseAt: 'date',
  recencyDays: 'number',
  dormancyMonths: 'number',
  tenureDays: 'number',
  purchaseCount: 'number',
  totalAmount: 'number',
  averageBasket: 'number',
  productCount: 'number',
  preferredChannel: 'text',
  preferredCategory: 'text',
} as const satisfies Record<string, 'text' | 'number' | 'date'>
export type ProfileField = keyof typeof profileFields

export const attributeKeySchema = z.string().regex(/^[a-z][a-zA-Z0-9_]{0,39}$/)

export const fieldSchema = z
  .union([
    z.enum(Object.keys(profileFields) as [ProfileField, ...ProfileField[]]),
    z.templateLiteral(['attributes.', attributeKeySchema]),
    z.templateLiteral(['scores.', attributeKeySchema]),
  ])
  .describe(
    'A profile field or metric, an imported attribute as attributes.<key>, or a score as scores.<key>.',
  )
export type Field = z.infer<typeof fieldSchema>

const scalarSchema = z.union([z.string().max(200), z.number(), z.boolean()])

const fieldRuleSchema = z
  .object({
    type: z.literal('field'),
    field: fieldSchema,
    op: z.enum(['is', 'isNot', 'oneOf', 'atLeast', 'atMost', 'moreThan', 'lessThan', 'exists']),
    value: z
      .union([scalarSchema, z.array(scalarSchema).max(1000)])
      .describe(
        'A date field compares as a calendar day, YYYY-MM-DD, in the zone of the installation; exists with a boolean; oneOf with a list.',
      ),
  })
  .strict()

const purchaseRuleSchema = z
  .object({
    type: z.literal('purchases'),
    measure: z.enum(['count', 'sum']),
    op: z.enum(['atLeast', 'atMost']),
    value: z.number().min(0),
    withinDays: z
      .int()
      .min(1)
      .max(36500)
      .optional()
      .describe('Only purchases of the day of evaluation and the N calendar days before it.'),
    from: isoDateSchema
      .optional()
      .describe('Only purchases on or after this day, in the zone of the installation.'),
    to: isoDateSchema
      .optional()
      .describe('Only purchases on or before this day, in the zone of the installation.'),
    channel: z.string().max(60).optional(),
    product: z.string().max(120).optional().describe('Product code.'),
    category: z.string().max(120).optional().describe('Category of products.'),
  })
  .strict()
  .describe('Count or sum of purchases in a window; none counts as zero.')

const consentRuleSchema = z
  .object({ type: z.literal('consent'), channel: channelSchema, given: z.boolean() })
  .strict()
  .describe('Consent to advertising on a channel and not suppressed there.')

const reachableRuleSchema = z
  .object({ type: z.literal('reachable'), channel: channelSchema, reachable: z.boolean() })
  .strict()
  .describe(
    'An address for a channel, consent to advertising there, and not suppressed; limits and quiet hours are judged when something goes out.',
  )

const responsesRuleSchema = z
  .object({
    type: z.literal('responses'),
    response: z
      .enum(['contacted', ...responseKindSchema.options])
      .describe('What came back; contacted: any contact that was made.'),
    op: z.enum(['atLeast', 'atMost']),
    value: z.int().min(0).max(1000).describe('How many contacts were answered so.'),
    withinDays: z
      .int()
      .min(1)
      .max(36500)
      .optional()
      .describe('Only contacts made on the day of evaluation and the N calendar days before it.'),
    channel: channelSchema.optional(),
    campaign: z.uuid().optional().describe('Only contacts of this campaign.'),
  })
  .strict()
  .describe('Contacts of earlier campaigns by what came back; sandboxes do not count.')

const listRuleSchema = z
  .object({ type: z.literal('list'), list: z.uuid(), member: z.boolean() })
  .strict()
  .describe('Stands on a list that was brought in, or not.')

const segmentRuleSchema = z
  .object({ type: z.literal('segment'), segment: z.uuid(), member: z.boolean() })
  .strict()
  .describe('Belongs to another saved segment, or not.')

const activitySchema = z
  .object({ type: z.literal('everyone') })
  .strict()
  .describe('All customers who have not been erased.')

export type Rule =
  | { type: 'all'; rules: Rule[] }
  | { type: 'any'; rules: Rule[] }
  | { type: 'not'; rule: Rule }
  | z.infer<typeof fieldRuleSchema>
  | z.infer<typeof purchaseRuleSchema>
  | z.infer<typeof consentRuleSchema>
  | z.infer<typeof reachableRuleSchema>
  | z.infer<typeof responsesRuleSchema>
  | z.infer<typeof listRuleSchema>
  | z.infer<typeof segmentRuleSchema>
  | z.infer<typeof activitySchema>

/** A segment: which customers belong, as of an instant. Depth and breadth are limited where rules are compiled. */
export const ruleSchema: z.ZodType<Rule> = z.lazy(() =>
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('all'), rules: z.array(ruleSchema).max(50) }).strict(),
    z.object({ type: z.literal('any'), rules: z.array(ruleSchema).max(50) }).strict(),
    z.object({ type: z.literal('not'), rule: ruleSchema }).strict(),
    fieldRuleSchema,
    purchaseRuleSchema,
    consentRuleSchema,
    reachableRuleSchema,
    responsesRuleSchema,
    listRuleSchema,
    segmentRuleSchema,
    activitySchema,
  ]),
)
export type FieldRule = z.infer<typeof fieldRuleSchema>
export type PurchaseRule = z.infer<typeof purchaseRuleSchema>
export type ResponsesRule = z.infer<typeof responsesRuleSchema>
