import type { z } from 'zod'
import { makeBuyingScores } from '../../db/scores/buying-scores.ts'
import { makePropensityScores } from '../../db/scores/propensity-scores.ts'
import { makeRfmScores } from '../../db/scores/rfm-scores.ts'
import type { Estimate } from '../../engine/scores/maximum-likelihood.ts'
import {
  buyingSettingsSchema,
  propensitySettingsSchema,
  rfmSettingsSchema,
} from '../../schemas/score.ts'
import { defineCommand, UsageError } from '../command.ts'
import { momentSchema, parseInstant } from '../segment-options.ts'

const by = 'command line'
const { classes } = rfmSettingsSchema.shape
const { aheadDays } = buyingSettingsSchema.shape
const { withinDays } = propensitySettingsSchema.shape

export const command = defineCommand({
  name: 'score make',
  summary: 'give every customer scores: rfm, buying or propensity, as of any instant',
  arguments: ['kind'],
  options: {
    'as-of': {
      type: 'string',
      value: 'date',
      schema: momentSchema,
      summary: 'a day, counted as it ended in the zone of the installation, or an ISO instant',
    },
    classes: {
      type: 'number',
      value: 'n',
      schema: classes,
      summary: 'rfm: marks from 1 to so many (5)',
    },
    'ahead-days': {
      type: 'number',
      value: 'n',
      schema: aheadDays,
      summary: 'buying: look so many days ahead (90)',
    },
    'within-days': {
      type: 'number',
      value: 'n',
      schema: withinDays,
      summary: 'propensity: a response counts for so many days after the contact (30)',
    },
    sandbox: { type: 'boolean', summary: 'propensity: learn from simulated customers' },
  },
  examples: [
    'dasi score make rfm',
    'dasi score make buying --as-of 1998-06-30 --ahead-days 365',
    'dasi score make propensity --within-days 14',
  ],
  async run(context, { options, positionals }) {
    const db = await context.db()
    const asOf = await parseInstant(db, options['as-of'])
    switch (positionals[0] ?? '') {
      case 'rfm': {
        const settings = parse(rfmSettingsSchema, { classes: options.classes })
        const made = await makeRfmScores(db, { asOf, by, settings })
        return context.out.result(made, () =>
          [
            madeLine('RFM', made),
            `recency from days: ${made.cuts.recency.map((c) => -c).join(', ')}`,
            `purchases from: ${made.cuts.frequency.join(', ')}`,
            `value from: ${made.cuts.value.join(', ')}`,
          ].join('\n'),
        )
      }
      case 'buying': {
        const settings = parse(buyingSettingsSchema, { aheadDays: options['ahead-days'] })
        const made = await makeBuyingScores(db, { asOf, by, settings })
        return context.out.result(made, () =>
          [
            madeLine('BG/NBD + Gamma-Gamma', made),
            `purchases: ${estimatesLine(made.buying.estimates)}`,
            made.spending
              ? `amounts: ${estimatesLine(made.spending.estimates)}`
              : 'amounts: too few bought twice, or their amounts do not fit the model',
            `log-likelihood ${made.buying.logLikelihood.toFixed(1)} on ${made.buying.customers.toLocaleString('en')} customers`,
          ].join('\n'),
        )
      }
      case 'propensity': {
        const settings = parse(propensitySettingsSchema, {
          withinDays: options['within-days'],
          sandbox: options.sandbox,
        })
        const made = await makePropensityScores(db, { asOf, by, settings })
        return context.out.result(made, () =>
          [
            madeLine('Propensity', made),
            `learned from ${made.model.observations.toLocaleString('en')} contacts, ${made.model.responses.toLocaleString('en')} answered`,
            `held out: area under the curve ${made.heldOut.areaUnderCurve?.toFixed(3) ?? 'unknown'}, Brier ${made.heldOut.brier.toFixed(4)} (${made.heldOut.brierOfShare.toFixed(4)} without a model)`,
          ].join('\n'),
        )
      }
      default:
        throw new UsageError(
          `"${positionals[0] ?? ''}" is no kind of score; say rfm, buying or propensity.`,
        )
    }
  },
})

function parse<Schema extends z.ZodType>(schema: Schema, given: unknown): z.output<Schema> {
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new UsageError(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not as expected'}`)
}

function madeLine(
  name: string,
  { version, customers }: { version: number; customers: number },
): string {
  return `${name}, version ${version}: ${customers.toLocaleString('en')} customers have scores`
}

function estimatesLine(estimates: Readonly<Record<string, Estimate>>): string {
  return Object.entries(estimates)
    .map(([name, { value, standardError }]) => {
      const error = standardError === null ? '?' : standardError.toPrecision(2)
      return `${name} ${value.toPrecision(4)} ± ${error}`
    })
    .join(', ')
}
